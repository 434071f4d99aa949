/**
 * Node services: what another node may ask of this one for the sake of people who look after it, such as the commands
 * {@code loommp ports}, {@code top}, {@code db}, {@code deadletters} and {@code bench}. The owner of a node says which it
 * offers; see {@link io.loommp.inspect.NodeServices}.
 */
@NullMarked
package io.loommp.inspect;

import org.jspecify.annotations.NullMarked;
