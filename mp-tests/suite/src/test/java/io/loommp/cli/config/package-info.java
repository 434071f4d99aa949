/** Tests of the package of this name. */
@NullMarked
package io.loommp.cli.config;

import org.jspecify.annotations.NullMarked;
