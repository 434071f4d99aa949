/** Tests of the nouns. */
@NullMarked
package io.loommp;

import org.jspecify.annotations.NullMarked;
