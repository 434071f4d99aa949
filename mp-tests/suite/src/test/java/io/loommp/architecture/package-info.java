/** Who may use whom. */
@NullMarked
package io.loommp.architecture;

import org.jspecify.annotations.NullMarked;
