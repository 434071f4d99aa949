/** The distributed database: what its machines decide, alone and as networks in memory. */
@NullMarked
package io.loommp.database;

import org.jspecify.annotations.NullMarked;
