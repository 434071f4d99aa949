package io.loommp.kernel;

import io.loommp.Message;
import io.loommp.spi.Transport;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A transport that opens nothing; the test sees for which nodes it was asked, and says what becomes of it. */
final class FakeTransport implements Transport {
    final List<String> wanted = new CopyOnWriteArrayList<>();
    volatile boolean accepting = true;
    volatile boolean closed;
    volatile Predicate<Message> refusal = message -> false;

    @Override
    public void connect(String node) {
        wanted.add(node);
    }

    @Override
    public void check(String port, Message message) {
        if (refusal.test(message)) {
            throw new IllegalArgumentException("cannot be written");
        }
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
