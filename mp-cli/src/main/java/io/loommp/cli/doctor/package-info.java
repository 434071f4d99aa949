/** The command that looks at what a node needs, and says what to do about what is not as it should be. */
@NullMarked
package io.loommp.cli.doctor;

import org.jspecify.annotations.NullMarked;
