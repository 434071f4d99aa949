/** Tests of what the benchmarks rely on. */
@NullMarked
package io.loommp.benchmarks;

import org.jspecify.annotations.NullMarked;
