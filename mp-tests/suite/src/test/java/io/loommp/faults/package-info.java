/** Real processes among real faults, and a script that checks from their logs what they were promised. */
@NullMarked
package io.loommp.faults;

import org.jspecify.annotations.NullMarked;
