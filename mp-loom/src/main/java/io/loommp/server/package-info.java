/**
 * Two common kinds of ports with threads, ready to be filled in: a {@link io.loommp.server.Server} answers calls and takes
 * notices, a {@link io.loommp.server.StateMachine} takes in each state what belongs there.
 */
@NullMarked
package io.loommp.server;

import org.jspecify.annotations.NullMarked;
