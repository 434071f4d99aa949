/** The commands that talk to ports anywhere in the network, by requests that every node answers. */
@NullMarked
package io.loommp.cli.network;

import org.jspecify.annotations.NullMarked;
