@NullMarked
package io.loommp.net.seeds;

import org.jspecify.annotations.NullMarked;
