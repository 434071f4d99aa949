/** What must hold between threads in the kernel, each race in its smallest form. */
@NullMarked
package io.loommp.kernel;

import org.jspecify.annotations.NullMarked;
