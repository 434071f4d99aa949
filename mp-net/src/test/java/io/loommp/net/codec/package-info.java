@NullMarked
package io.loommp.net.codec;

import org.jspecify.annotations.NullMarked;
