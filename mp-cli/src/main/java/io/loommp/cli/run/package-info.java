/** {@code loommp run}: nodes that run until they are told to end, with their services, watched or not. */
@NullMarked
package io.loommp.cli.run;

import org.jspecify.annotations.NullMarked;
