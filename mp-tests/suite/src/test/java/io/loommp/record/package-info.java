/** Records as messages. */
@NullMarked
package io.loommp.record;

import org.jspecify.annotations.NullMarked;
