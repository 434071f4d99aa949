/** Nodes that run by the command, with services, watched and drained. */
@NullMarked
package io.loommp.cli.run;

import org.jspecify.annotations.NullMarked;
