/**
 * Records as messages: a {@link io.loommp.record.Protocol} turns a record into the list that travels, and such a list, if
 * it fits, into a record. On the wire nothing is new, and no class is chosen by what comes from there.
 */
@NullMarked
package io.loommp.record;

import org.jspecify.annotations.NullMarked;
