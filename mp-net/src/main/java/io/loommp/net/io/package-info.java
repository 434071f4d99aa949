/**
 * Sockets, and the threads that wait for them, behind interfaces: the transport sees only these, so that all of it also runs
 * over a network that a test makes up. {@link io.loommp.net.io.NioNetwork} is the one of this machine, and the only code that
 * opens channels.
 */
@NullMarked
package io.loommp.net.io;

import org.jspecify.annotations.NullMarked;
