@NullMarked
package io.loommp.server;

import org.jspecify.annotations.NullMarked;
