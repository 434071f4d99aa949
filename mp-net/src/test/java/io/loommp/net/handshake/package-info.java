@NullMarked
package io.loommp.net.handshake;

import org.jspecify.annotations.NullMarked;
