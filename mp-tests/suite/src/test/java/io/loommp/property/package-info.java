/** What holds for any input: sequences of operations against simple models. */
@NullMarked
package io.loommp.property;

import org.jspecify.annotations.NullMarked;
