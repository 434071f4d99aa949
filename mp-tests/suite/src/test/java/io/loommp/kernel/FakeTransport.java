package io.loommp.kernel;

import io.loommp.spi.Transport;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A transport that opens nothing; the test says which nodes may be reached. */
final class FakeTransport implements Transport {
    private final Set<String> reachable = ConcurrentHashMap.newKeySet();
    volatile boolean accepting = true;
    volatile boolean closed;

    void mayReach(String node, boolean may) {
        if (may) {
            reachable.add(node);
        } else {
            reachable.remove(node);
        }
    }

    @Override
    public boolean mayReach(String node) {
        return reachable.contains(node);
    }

    @Override
    public List<String> addresses() {
        return List.of();
    }

    @Override
    public void stopAccepting() {
        accepting = false;
    }

    @Override
    public void close(long withinNanos) {
        closed = true;
    }
}
