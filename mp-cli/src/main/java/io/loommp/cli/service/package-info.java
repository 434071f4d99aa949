/** Services that come with the command, useful at once: who runs a node names them. */
@NullMarked
package io.loommp.cli.service;

import org.jspecify.annotations.NullMarked;
