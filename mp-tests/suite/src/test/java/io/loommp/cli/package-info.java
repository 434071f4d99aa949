/** The command and its demo, as processes. */
@NullMarked
package io.loommp.cli;

import org.jspecify.annotations.NullMarked;
