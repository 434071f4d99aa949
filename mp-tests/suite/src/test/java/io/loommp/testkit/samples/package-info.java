/** Tests that the tests of the test kit run, most of which fail on purpose. */
@NullMarked
package io.loommp.testkit.samples;

import org.jspecify.annotations.NullMarked;
