package io.loommp.spi;

import io.loommp.StartFunction;
import java.util.Map;

/**
 * Functions that ports can be spawned by, of a library or an application: a service that every node finds through
 * {@link java.util.ServiceLoader}. It is asked at the first spawn of a function that was not registered in code.
 *
 * <p>Whoever can connect to a node can have its functions run, with arguments of his choice.
 *
 * <p><b>Threads:</b> any, two at once now and then.
 */
public interface Functions {

    /** The functions, by the names under which they are spawned: {@code My::server}, say. */
    Map<String, StartFunction> functions();
}
