@NullMarked
package io.loommp.net.io;

import org.jspecify.annotations.NullMarked;
