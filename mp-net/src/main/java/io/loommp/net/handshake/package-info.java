/**
 * How two nodes get to know each other and prove the shared secret: bytes in, bytes out. Nothing here can deliver a packet,
 * and no decoder of packets exists before this is through (security S3).
 */
@NullMarked
package io.loommp.net.handshake;

import org.jspecify.annotations.NullMarked;
