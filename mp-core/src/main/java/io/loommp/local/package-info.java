/** Nodes without a network. */
@NullMarked
package io.loommp.local;

import org.jspecify.annotations.NullMarked;
