package io.loommp.kernel;

import io.loommp.spi.Transport;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A transport that opens nothing; the test sees for which nodes it was asked, and says what becomes of it. */
final class FakeTransport implements Transport {
    final List<String> wanted = new CopyOnWriteArrayList<>();
    volatile boolean accepting = true;
    volatile boolean closed;

    @Override
    public void connect(String node) {
        wanted.add(node);
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
