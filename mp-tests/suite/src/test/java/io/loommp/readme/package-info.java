/** The programs of README.md, run as they stand there, and the links of the documentation. */
@NullMarked
package io.loommp.readme;

import org.jspecify.annotations.NullMarked;
