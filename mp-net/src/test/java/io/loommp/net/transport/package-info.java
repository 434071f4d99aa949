@NullMarked
package io.loommp.net.transport;

import org.jspecify.annotations.NullMarked;
