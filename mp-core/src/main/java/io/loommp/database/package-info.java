/**
 * The distributed database as it is decided: what a node sets itself, the master it chooses, and what a global node knows of
 * all others. Nothing here waits, sends, or knows a clock: events and a time come in, {@link io.loommp.database.Output}s go
 * out.
 */
@NullMarked
package io.loommp.database;

import org.jspecify.annotations.NullMarked;
