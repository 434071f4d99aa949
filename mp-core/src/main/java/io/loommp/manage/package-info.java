/**
 * What happens inside a node, for those who want to know: the kernel publishes {@link io.loommp.manage.Event}s, and whoever
 * subscribes gets them on a thread of its own. When nobody asks for a kind of event, none is made.
 */
@NullMarked
package io.loommp.manage;

import org.jspecify.annotations.NullMarked;
