/** Commands that show and change the configuration file, in their own spelling and in that of {@code aemp}. */
@NullMarked
package io.loommp.cli.config;

import org.jspecify.annotations.NullMarked;
