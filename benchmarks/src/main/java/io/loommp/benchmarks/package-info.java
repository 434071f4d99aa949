/** JMH benchmarks of the public API, with what they are compared to in the same run. */
@NullMarked
package io.loommp.benchmarks;

import org.jspecify.annotations.NullMarked;
