/** Nodes under attack over real sockets, by a client that shares no code with LoomMP. */
@NullMarked
package io.loommp.hostile;

import org.jspecify.annotations.NullMarked;
