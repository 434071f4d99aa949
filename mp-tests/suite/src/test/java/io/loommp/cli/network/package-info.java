/** The commands that talk to ports of other nodes, against a node of AnyEvent::MP that is played. */
@NullMarked
package io.loommp.cli.network;

import org.jspecify.annotations.NullMarked;
