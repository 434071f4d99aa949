/** Tests of events and of what becomes of them in a log. */
@NullMarked
package io.loommp.manage;

import org.jspecify.annotations.NullMarked;
