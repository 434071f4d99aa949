/**
 * Octets that nobody has thought of. The normal build tries what is in the directories of the resources named after these
 * classes; with {@code JAZZER_FUZZ=1} in the environment, and one method picked, new ones are looked for.
 */
@NullMarked
package io.loommp.net.fuzz;

import org.jspecify.annotations.NullMarked;
