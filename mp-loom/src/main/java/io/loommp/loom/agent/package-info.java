/**
 * Management agents: ports that read the event bus of their node beside their mailbox, and hand what comes to the sinks of its
 * type.
 */
@NullMarked
package io.loommp.loom.agent;

import org.jspecify.annotations.NullMarked;
