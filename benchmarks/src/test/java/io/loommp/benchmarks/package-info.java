/** Tests of what the benchmarks rely on, and compute themselves. */
@NullMarked
package io.loommp.benchmarks;

import org.jspecify.annotations.NullMarked;
