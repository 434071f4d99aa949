/** Linearizability of what many threads share. */
@NullMarked
package io.loommp.lincheck;

import org.jspecify.annotations.NullMarked;
