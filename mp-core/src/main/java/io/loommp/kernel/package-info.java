/**
 * The kernel: the table of ports, the sequence of each port and who runs it, monitors, and the way to other nodes. Visible
 * to the modules that implement its seams; users meet it as {@link io.loommp.Node}.
 */
@NullMarked
package io.loommp.kernel;

import org.jspecify.annotations.NullMarked;
