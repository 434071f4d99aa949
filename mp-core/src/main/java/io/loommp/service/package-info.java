/**
 * Services: code that a node runs because its configuration names it. Who writes one implements
 * {@link io.loommp.service.NodeService}.
 */
@NullMarked
package io.loommp.service;

import org.jspecify.annotations.NullMarked;
