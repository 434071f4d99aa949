/** Turns packets into octets and back: the only code that knows Jackson. */
@NullMarked
package io.loommp.net.codec;

import org.jspecify.annotations.NullMarked;
