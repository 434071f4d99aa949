/** Turns packets into octets and back: JSON and CBOR, both by its own means. */
@NullMarked
package io.loommp.net.codec;

import org.jspecify.annotations.NullMarked;
