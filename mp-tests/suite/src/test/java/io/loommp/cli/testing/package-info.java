/** What tests of commands have in common. */
@NullMarked
package io.loommp.cli.testing;

import org.jspecify.annotations.NullMarked;
