/** Programs of the pages for people who come from elsewhere. */
@NullMarked
package io.loommp.elsewhere;

import org.jspecify.annotations.NullMarked;
