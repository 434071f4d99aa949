/** Which connection to a node is used, and whether it is alive: decisions only, no sockets and no clock. */
@NullMarked
package io.loommp.net.connect;

import org.jspecify.annotations.NullMarked;
