/**
 * Sockets: the only code that opens channels, and the threads that read and write them.
 *
 * <p>The first selector thread is <i>home</i>: it accepts, dials and holds the connections that are not ready. A connection
 * that is ready belongs to one of the selector threads for the rest of its life.
 */
@NullMarked
package io.loommp.net.transport;

import org.jspecify.annotations.NullMarked;
