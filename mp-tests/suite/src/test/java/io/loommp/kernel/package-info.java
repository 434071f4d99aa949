/** Tests of ports, monitors, names, timers and the way to other nodes. */
@NullMarked
package io.loommp.kernel;

import org.jspecify.annotations.NullMarked;
