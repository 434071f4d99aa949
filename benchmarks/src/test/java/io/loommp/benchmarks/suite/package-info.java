/** Tests of the suite's own arithmetic, and that every workload starts. */
@NullMarked
package io.loommp.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
