package io.loommp.testkit.sim;

import io.loommp.net.io.Acceptor;
import io.loommp.net.io.Connection;
import io.loommp.net.io.Loop;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/* The place where a host listens. */
final class SimAcceptor implements Acceptor {
    private final SimHost host;
    private final InetSocketAddress address;
    private final ArrayDeque<SimConnection> waiting = new ArrayDeque<>();
    private @Nullable SimLoop loop;
    private @Nullable Runnable client;
    private boolean wanted = true;

    SimAcceptor(SimHost host, InetSocketAddress address) {
        this.host = host;
        this.address = address;
    }

    SimHost host() {
        return host;
    }

    /** A connection has come. */
    void offer(SimConnection connection) {
        waiting.add(connection);
        if (loop != null) {
            loop.wake();
        }
    }

    boolean isReady() {
        return wanted && !waiting.isEmpty();
    }

    void serve() {
        if (client != null && isReady()) {
            client.run();
        }
    }

    @Override
    public InetSocketAddress local() {
        return address;
    }

    @Override
    public void enter(Loop newLoop, Runnable ready) {
        loop = (SimLoop) newLoop;
        client = ready;
        loop.enter(this);
    }

    @Override
    public @Nullable Connection accept() {
        return waiting.poll();
    }

    @Override
    public void want(boolean accepting) {
        wanted = accepting;
        if (loop != null) {
            loop.wake();
        }
    }

    @Override
    public void close() {
        host.network().closed(this);
        waiting.forEach(SimConnection::close);
        waiting.clear();
        if (loop != null) {
            loop.leave(this);
        }
    }
}
