/**
 * The programs of the tutorial (docs/tutorial), which shows what stands between {@code // tutorial: name} and {@code // end}, and
 * the one of docs/stuck-ports.md.
 */
@NullMarked
package io.loommp.examples;

import org.jspecify.annotations.NullMarked;
