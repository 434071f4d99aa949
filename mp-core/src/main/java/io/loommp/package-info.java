/**
 * The nouns of message passing: a {@link io.loommp.Node} hosts {@link io.loommp.Port}s, a {@link io.loommp.Message} travels
 * to a {@link io.loommp.PortId}, a {@link io.loommp.Monitor} tells that a port has ended and the
 * {@link io.loommp.KillReason} says why.
 */
@NullMarked
package io.loommp;

import org.jspecify.annotations.NullMarked;
