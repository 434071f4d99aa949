/** JSON as text that people write and read: configuration, arguments and output of the command. */
@NullMarked
package io.loommp.net.json;

import org.jspecify.annotations.NullMarked;
