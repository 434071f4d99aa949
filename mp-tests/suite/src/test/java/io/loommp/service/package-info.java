/** What a node can be told to run by name. */
@NullMarked
package io.loommp.service;

import org.jspecify.annotations.NullMarked;
