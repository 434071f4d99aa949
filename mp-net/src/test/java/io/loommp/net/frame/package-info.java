@NullMarked
package io.loommp.net.frame;

import org.jspecify.annotations.NullMarked;
