/** Commands that look at nodes from outside: their ports, the database, dead letters, how fast they are. */
@NullMarked
package io.loommp.cli.inspect;

import org.jspecify.annotations.NullMarked;
