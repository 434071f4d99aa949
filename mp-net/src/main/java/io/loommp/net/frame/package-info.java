/** Cuts the stream of octets of a connection into packets; no sockets, no JSON values. */
@NullMarked
package io.loommp.net.frame;

import org.jspecify.annotations.NullMarked;
