package io.loommp.service;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service that a configuration names, and what it is to be given.
 *
 * @param name the name of the service, as {@link NodeService#name} has it
 * @param arguments what may stand in a message
 */
public record ServiceCall(String name, List<@Nullable Object> arguments) {

    /** @throws IllegalArgumentException if the name is empty */
    public ServiceCall {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name of a service must not be empty");
        }
        arguments = Collections.unmodifiableList(new ArrayList<>(arguments)); // one may be null
    }

    /** A service that is given these; for callers in other modules, who do not see that an argument may be null above. */
    public static ServiceCall of(String name, List<@Nullable Object> arguments) {
        return new ServiceCall(name, arguments);
    }

    /** A service that is given nothing. */
    public static ServiceCall of(String name) {
        return new ServiceCall(name, List.of());
    }
}
