/**
 * Supervisors: ports that start other ports, and start them anew when they end. A {@link io.loommp.supervise.Tree} says what
 * is to run; a {@link io.loommp.supervise.Supervisor} keeps it running.
 */
@NullMarked
package io.loommp.supervise;

import org.jspecify.annotations.NullMarked;
