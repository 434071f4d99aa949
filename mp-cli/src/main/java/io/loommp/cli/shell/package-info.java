/** The interactive shell: a node whose user types messages, and sees those that come. */
@NullMarked
package io.loommp.cli.shell;

import org.jspecify.annotations.NullMarked;
