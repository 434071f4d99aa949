/** The services that come with the command. */
@NullMarked
package io.loommp.cli.service;

import org.jspecify.annotations.NullMarked;
