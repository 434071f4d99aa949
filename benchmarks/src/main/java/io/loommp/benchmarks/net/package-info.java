/** Benchmarks between processes: LoomMP beside a bare selector and other runtimes, in the same run. */
@NullMarked
package io.loommp.benchmarks.net;

import org.jspecify.annotations.NullMarked;
