/** What the pages for users show, as code that is compiled and run. */
@NullMarked
package io.loommp.guide;

import org.jspecify.annotations.NullMarked;
