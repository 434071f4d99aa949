/** What the layers of the network pass to each other: packets, and the one exception that says why bytes are refused. */
@NullMarked
package io.loommp.net.wire;

import org.jspecify.annotations.NullMarked;
