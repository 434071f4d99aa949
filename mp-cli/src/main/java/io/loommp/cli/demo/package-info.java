/**
 * {@code loommp demo}: files travel between processes into a server in blocking style. Read {@link io.loommp.cli.service.FileServer} first, then
 * {@link FileClient}; the rest starts them as processes and shows what happens.
 */
@NullMarked
package io.loommp.cli.demo;

import org.jspecify.annotations.NullMarked;
