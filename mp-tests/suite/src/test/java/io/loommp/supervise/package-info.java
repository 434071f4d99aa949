/** Supervisors: what they decide, and what they do with real ports. */
@NullMarked
package io.loommp.supervise;

import org.jspecify.annotations.NullMarked;
