/** Tests of ports with threads. */
@NullMarked
package io.loommp.loom;

import org.jspecify.annotations.NullMarked;
