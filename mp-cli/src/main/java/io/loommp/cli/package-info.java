/** The {@code loommp} command: its frame; each subcommand is a class here or has a package of its own. */
@NullMarked
package io.loommp.cli;

import org.jspecify.annotations.NullMarked;
