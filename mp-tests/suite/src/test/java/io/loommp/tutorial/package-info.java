/** The tutorial: its pages, its programs, and what it tells readers to try. */
@NullMarked
package io.loommp.tutorial;

import org.jspecify.annotations.NullMarked;
