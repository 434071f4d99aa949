/**
 * The programs of the tutorial (docs/tutorial), which shows what stands between {@code // tutorial: name} and {@code // end}.
 */
@NullMarked
package io.loommp.examples;

import org.jspecify.annotations.NullMarked;
