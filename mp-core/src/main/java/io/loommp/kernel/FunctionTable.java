package io.loommp.kernel;

import io.loommp.StartFunction;
import io.loommp.manage.LogText;
import io.loommp.spi.Functions;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The functions that ports can be spawned by: those registered in code, then those of providers. Nothing else is ever looked
 * for, least of all a class by its name (security S20, S22).
 *
 * <p><b>Threads:</b> any; {@link #find} runs code of providers.
 */
final class FunctionTable {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");

    private final ConcurrentHashMap<String, StartFunction> registered = new ConcurrentHashMap<>();
    private final @Nullable ClassLoader providersAreIn = Thread.currentThread().getContextClassLoader();
    private volatile @Nullable Map<String, StartFunction> provided; // by who asks first; two at once make the same

    /**
     * Adds a function.
     *
     * @throws IllegalStateException if there is one of that name
     */
    void register(String name, StartFunction function) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name of a function must not be empty");
        }
        if (registered.putIfAbsent(name, function) != null) {
            throw new IllegalStateException("there is a function \"" + name + "\" already");
        }
    }

    /** The function of this name; null if there is none. */
    @Nullable
    StartFunction find(String name) {
        StartFunction function = registered.get(name);
        return function != null ? function : provided().get(name);
    }

    private Map<String, StartFunction> provided() {
        Map<String, StartFunction> known = provided;
        if (known == null) {
            known = load();
            provided = known;
        }
        return known;
    }

    private Map<String, StartFunction> load() {
        Map<String, StartFunction> found = new HashMap<>();
        Iterator<Functions> providers =
                ServiceLoader.load(Functions.class, providersAreIn).iterator();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return found;
                }
                add(providers.next(), found);
            } catch (ServiceConfigurationError | RuntimeException e) {
                LOG.error("a provider of functions for spawn failed, and is left out", e);
            }
        }
    }

    private static void add(Functions provider, Map<String, StartFunction> found) {
        provider.functions().forEach((name, function) -> {
            if (found.putIfAbsent(name, function) != null) {
                LOG.warn("two providers have a function {}; the first one counts", LogText.escape(name));
            }
        });
    }
}
