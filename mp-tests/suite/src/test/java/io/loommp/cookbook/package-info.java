/** The recipes of docs/cookbook.md, which do what that page says. */
@NullMarked
package io.loommp.cookbook;

import org.jspecify.annotations.NullMarked;
