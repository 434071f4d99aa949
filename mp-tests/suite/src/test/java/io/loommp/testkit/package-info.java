/** Tests of the test kit itself. */
@NullMarked
package io.loommp.testkit;

import org.jspecify.annotations.NullMarked;
