/** Which seeds to dial, and when: decisions only, no sockets and no clock. */
@NullMarked
package io.loommp.net.seeds;

import org.jspecify.annotations.NullMarked;
