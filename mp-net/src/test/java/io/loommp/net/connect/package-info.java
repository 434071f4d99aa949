@NullMarked
package io.loommp.net.connect;

import org.jspecify.annotations.NullMarked;
