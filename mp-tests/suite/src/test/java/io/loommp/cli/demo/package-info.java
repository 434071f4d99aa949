/** The file server of the demo and its client, in one process. */
@NullMarked
package io.loommp.cli.demo;

import org.jspecify.annotations.NullMarked;
