/** The benchmark suite: every workload with its peers in turn, a table, a file of results, plots, and a comparison. */
@NullMarked
package io.loommp.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
