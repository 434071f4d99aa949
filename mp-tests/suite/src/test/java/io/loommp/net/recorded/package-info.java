/** Traffic of real AnyEvent::MP nodes, recorded, against our side of the protocol. */
@NullMarked
package io.loommp.net.recorded;

import org.jspecify.annotations.NullMarked;
