/**
 * Links over connections of {@link io.loommp.net.io}: who is let in, who is dialled, and what is read and written.
 *
 * <p>The first loop is <i>home</i>: it accepts, dials and holds the connections that are not ready. A connection
 * that is ready belongs to one of the loops for the rest of its life.
 */
@NullMarked
package io.loommp.net.transport;

import org.jspecify.annotations.NullMarked;
