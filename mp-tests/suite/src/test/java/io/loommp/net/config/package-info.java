/** Tests of the package of this name. */
@NullMarked
package io.loommp.net.config;

import org.jspecify.annotations.NullMarked;
