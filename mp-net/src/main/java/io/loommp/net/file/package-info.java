/** Files that are a matter of their owner alone: secrets, keys, configurations. */
@NullMarked
package io.loommp.net.file;

import org.jspecify.annotations.NullMarked;
