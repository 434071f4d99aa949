/** Tests of the test kit itself. */
@NullMarked
package io.loommp.testkit.sim;

import org.jspecify.annotations.NullMarked;
