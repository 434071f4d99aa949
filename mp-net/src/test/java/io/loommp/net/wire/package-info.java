@NullMarked
package io.loommp.net.wire;

import org.jspecify.annotations.NullMarked;
