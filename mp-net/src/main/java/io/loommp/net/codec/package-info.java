/** Turns packets into octets and back: JSON by Jackson, which only this code knows, and CBOR by its own means. */
@NullMarked
package io.loommp.net.codec;

import org.jspecify.annotations.NullMarked;
