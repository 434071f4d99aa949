/** Nodes of a network: how they start, connect to each other, and close. */
@NullMarked
package io.loommp.net;

import org.jspecify.annotations.NullMarked;
