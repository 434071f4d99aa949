/** What must hold between threads around a mailbox, each race in its smallest form. */
@NullMarked
package io.loommp.loom;

import org.jspecify.annotations.NullMarked;
