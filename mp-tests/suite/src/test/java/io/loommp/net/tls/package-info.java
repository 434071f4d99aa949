/** Tests of encrypted connections. */
@NullMarked
package io.loommp.net.tls;

import org.jspecify.annotations.NullMarked;
