/** The handshake against recorded ones. */
@NullMarked
package io.loommp.net.handshake;

import org.jspecify.annotations.NullMarked;
