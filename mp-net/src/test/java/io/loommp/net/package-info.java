@NullMarked
package io.loommp.net;

import org.jspecify.annotations.NullMarked;
