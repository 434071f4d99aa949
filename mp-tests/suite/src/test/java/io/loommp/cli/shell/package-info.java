/** The interactive shell, fed by a pipe and at a terminal. */
@NullMarked
package io.loommp.cli.shell;

import org.jspecify.annotations.NullMarked;
