/** What nodes tell those who look after them. */
@NullMarked
package io.loommp.inspect;

import org.jspecify.annotations.NullMarked;
