/** Commands that look at nodes from outside. */
@NullMarked
package io.loommp.cli.inspect;

import org.jspecify.annotations.NullMarked;
