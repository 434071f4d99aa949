/** Whole situations, with many ports or several nodes. */
@NullMarked
package io.loommp.scenario;

import org.jspecify.annotations.NullMarked;
