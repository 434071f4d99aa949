/** What LoomMP is compared with inside one virtual machine: each does the same work, in the way that its own pages call fast. */
@NullMarked
package io.loommp.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
