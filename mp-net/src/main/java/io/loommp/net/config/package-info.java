/**
 * Where the configuration of a node comes from: the program, one file with profiles, the environment and the options of a
 * command, and which of them counts.
 */
@NullMarked
package io.loommp.net.config;

import org.jspecify.annotations.NullMarked;
