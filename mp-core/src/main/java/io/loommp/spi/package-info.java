/**
 * The seams of the kernel: the links that carry messages to other nodes, time, and the way in which threads wait. Whoever
 * brings another network, a simulator or a fake clock implements these.
 */
@NullMarked
package io.loommp.spi;

import org.jspecify.annotations.NullMarked;
