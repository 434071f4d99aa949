/** Tests of the package of this name. */
@NullMarked
package io.loommp.cli.doctor;

import org.jspecify.annotations.NullMarked;
