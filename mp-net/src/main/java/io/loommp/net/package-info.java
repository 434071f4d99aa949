/** Nodes that talk to other nodes: {@link io.loommp.net.Nodes} starts one as a {@link io.loommp.net.NodeConfig} says. */
@NullMarked
package io.loommp.net;

import org.jspecify.annotations.NullMarked;
