/** Whole nodes over a network that a seed decides on, watched by an oracle that knows what is promised. */
@org.jspecify.annotations.NullMarked
package io.loommp.sim;
