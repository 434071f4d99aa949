/**
 * A simulator: whole nodes, with their real transport, over a network of byte pipes that does whatever real ones do, in the
 * time of a {@link io.loommp.testkit.World} and from its seed.
 */
@NullMarked
package io.loommp.testkit.sim;

import org.jspecify.annotations.NullMarked;
