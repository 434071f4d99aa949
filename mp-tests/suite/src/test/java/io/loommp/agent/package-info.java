/** Management agents, from outside. */
@NullMarked
package io.loommp.agent;

import org.jspecify.annotations.NullMarked;
