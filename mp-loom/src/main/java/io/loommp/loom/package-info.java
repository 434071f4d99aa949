/**
 * Ports in blocking style: each is a virtual thread with a mailbox, from which it receives what it wants when it wants it.
 * Start with {@link io.loommp.loom.ThreadPorts}.
 */
@NullMarked
package io.loommp.loom;

import org.jspecify.annotations.NullMarked;
