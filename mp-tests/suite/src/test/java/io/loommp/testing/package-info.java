/** What tests of this suite share. */
@NullMarked
package io.loommp.testing;

import org.jspecify.annotations.NullMarked;
