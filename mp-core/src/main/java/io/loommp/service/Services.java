package io.loommp.service;

import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.Node;
import io.loommp.Port;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The services that there are, by name.
 *
 * <p><b>Threads:</b> any.
 */
public final class Services {
    private final Map<String, NodeService> byName;

    private Services(Map<String, NodeService> byName) {
        this.byName = byName;
    }

    /**
     * Those that {@link ServiceLoader} finds by the class loader of the current thread.
     *
     * @throws ServiceFailed if one cannot be loaded, or two have one name
     */
    public static Services installed() {
        return in(Thread.currentThread().getContextClassLoader());
    }

    /**
     * Those that {@link ServiceLoader} finds by a class loader.
     *
     * @param loader null for that of the system
     * @throws ServiceFailed if one cannot be loaded, or two have one name
     */
    public static Services in(@Nullable ClassLoader loader) {
        try {
            return of(ServiceLoader.load(NodeService.class, loader));
        } catch (ServiceConfigurationError e) {
            throw new ServiceFailed("", false, "a service cannot be loaded: " + e.getMessage(), e);
        }
    }

    /**
     * These.
     *
     * @throws ServiceFailed if two have one name
     */
    public static Services of(Iterable<? extends NodeService> services) {
        Map<String, NodeService> byName = new TreeMap<>();
        for (NodeService service : services) {
            NodeService other = byName.putIfAbsent(service.name(), service);
            if (other != null) {
                throw new ServiceFailed(
                        service.name(),
                        false,
                        "two services have the name \"%s\": %s and %s"
                                .formatted(
                                        service.name(),
                                        other.getClass().getName(),
                                        service.getClass().getName()),
                        null);
            }
        }
        return new Services(byName);
    }

    /** All, by name. */
    public Collection<NodeService> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /**
     * Checks that all of these are there: {@link #start} does that too, but only when there is a node.
     *
     * @throws ServiceFailed naming the first that is not, and those that are
     */
    public void check(List<ServiceCall> calls) {
        calls.forEach(call -> find(call.name()));
    }

    private NodeService find(String name) {
        NodeService service = byName.get(name);
        if (service == null) {
            String there = byName.isEmpty() ? "there are none" : "there are " + String.join(", ", byName.keySet());
            throw new ServiceFailed(name, true, "there is no service \"%s\"; %s".formatted(name, there), null);
        }
        return service;
    }

    /**
     * Starts services on a node, one after the other; none if one of them is not there. What is wrong with one is the end of
     * it: those behind it do not start, and whoever has started the node closes it.
     *
     * <p><b>Blocking:</b> as long as services do.
     *
     * @return their ports, in the same order
     * @throws ServiceFailed naming the service and saying what is wrong
     */
    public List<Port> start(Node node, List<ServiceCall> calls) {
        check(calls);
        List<Port> started = new ArrayList<>();
        for (ServiceCall call : calls) {
            started.add(start(node, call));
        }
        return List.copyOf(started);
    }

    private Port start(Node node, ServiceCall call) {
        try {
            return find(call.name()).start(node, Message.fromList(call.arguments()));
        } catch (MessageShapeException | IllegalArgumentException e) {
            throw failed(call, true, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(call, false, "its start was interrupted", e);
        } catch (Exception | LinkageError e) {
            throw failed(call, false, e.toString(), e);
        }
    }

    private static ServiceFailed failed(ServiceCall call, boolean misconfigured, String why, Throwable cause) {
        return new ServiceFailed(
                call.name(), misconfigured, "the service \"%s\" does not start: %s".formatted(call.name(), why), cause);
    }
}
