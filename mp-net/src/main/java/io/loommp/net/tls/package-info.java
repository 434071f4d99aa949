/** Encrypted connections: records in, octets out, and back; and what a node shows and trusts, out of PEM text. */
@NullMarked
package io.loommp.net.tls;

import org.jspecify.annotations.NullMarked;
