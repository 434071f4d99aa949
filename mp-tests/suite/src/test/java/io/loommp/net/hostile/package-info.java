/** Octets that a faulty or hostile node may send, and what becomes of them (security S11 to S15). */
@NullMarked
package io.loommp.net.hostile;

import org.jspecify.annotations.NullMarked;
