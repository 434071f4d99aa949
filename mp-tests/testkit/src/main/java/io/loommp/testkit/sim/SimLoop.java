package io.loommp.testkit.sim;

import io.loommp.Timer;
import io.loommp.net.io.Connection;
import io.loommp.net.io.Loop;
import io.loommp.spi.Parking;
import io.loommp.spi.Timers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/* A loop whose turns are tasks of the world's time, a little later than they could be. */
final class SimLoop implements Loop {
    private static final int LATE_NANOS_MAX = 2_000_000;

    private final SimHost host;
    private final Timers timers;
    private final Parking parking;
    private final Runnable atEnd;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final Set<SimConnection> connections = new LinkedHashSet<>();
    private final Set<SimAcceptor> acceptors = new LinkedHashSet<>();
    private boolean turnComes;
    private boolean ending;
    private boolean ended;
    private @Nullable Thread waiter;

    SimLoop(SimHost host, Timers timers, Parking parking, Runnable atEnd) {
        this.host = host;
        this.timers = timers;
        this.parking = parking;
        this.atEnd = atEnd;
    }

    // ---- turns ----

    @Override
    public void execute(Runnable task) {
        if (!ended) {
            tasks.add(task);
            wake();
        }
    }

    /** There is something to do. */
    void wake() {
        if (!turnComes && !ended) {
            turnComes = true;
            SimNetwork network = host.network();
            boolean late = network.random().nextInt(4) == 0;
            long delay = late ? network.random().nextInt(LATE_NANOS_MAX) : 0;
            timers.at(network.now() + delay, this::turn);
        }
    }

    private void turn() {
        turnComes = false;
        if (ended) {
            return;
        }
        List<SimConnection> inSomeOrder = new ArrayList<>(connections);
        Collections.shuffle(inSomeOrder, Random.from(host.network().random()));
        inSomeOrder.forEach(SimConnection::serve);
        List.copyOf(acceptors).forEach(SimAcceptor::serve);
        for (int left = tasks.size(); left > 0 && !ending; left--) {
            tasks.remove().run();
        }
        if (ending) {
            finish();
        } else if (!tasks.isEmpty()
                || connections.stream().anyMatch(SimConnection::isReady)
                || acceptors.stream().anyMatch(SimAcceptor::isReady)) {
            wake();
        }
    }

    void enter(SimConnection connection) {
        connections.add(connection);
        wake();
    }

    void leave(SimConnection connection) {
        connections.remove(connection);
    }

    void enter(SimAcceptor acceptor) {
        acceptors.add(acceptor);
        wake();
    }

    void leave(SimAcceptor acceptor) {
        acceptors.remove(acceptor);
    }

    @Override
    public Timer afterNanos(long nanos, Runnable task) {
        return timers.at(nanoTime() + nanos, () -> execute(task));
    }

    @Override
    public long nanoTime() {
        return timers.nanoTime();
    }

    @Override
    public ByteBuffer readBuffer() {
        return host.network().readBuffer();
    }

    @Override
    public ByteBuffer writeBuffer() {
        return host.network().writeBuffer();
    }

    @Override
    public ByteBuffer encryptedReadBuffer() {
        throw noTls();
    }

    @Override
    public ByteBuffer encryptedWriteBuffer() {
        throw noTls();
    }

    @Override
    public <T> void compute(Callable<T> work, Consumer<T> done, Consumer<Throwable> failed) {
        throw noTls();
    }

    private static UnsupportedOperationException noTls() {
        return new UnsupportedOperationException(
                "nodes of a simulator have no certificates: what TLS does depends on more than the seed");
    }

    // ---- connections ----

    @Override
    public void resolve(String name, Consumer<List<InetAddress>> found, Consumer<Throwable> failed) {
        List<InetAddress> address = List.of(SimNetwork.parse(name));
        execute(() -> found.accept(address));
    }

    @Override
    public Connecting connect(InetSocketAddress address, Consumer<Connection> connected, Consumer<Throwable> failed) {
        SimConnecting connecting = new SimConnecting(host, this, address, connected, failed);
        connecting.begin();
        return connecting;
    }

    // ---- the end ----

    @Override
    public void end() {
        ending = true;
        wake();
    }

    private void finish() {
        try {
            atEnd.run();
        } finally {
            ended = true;
            List.copyOf(connections).forEach(SimConnection::close);
            List.copyOf(acceptors).forEach(SimAcceptor::close);
            if (waiter != null) {
                parking.unpark(waiter);
            }
        }
    }

    @Override
    public boolean awaitEnd(Duration time) throws InterruptedException {
        long deadline = parking.nanoTime() + time.toNanos();
        waiter = Thread.currentThread();
        while (!ended && deadline - parking.nanoTime() > 0) {
            parking.parkNanos(this, deadline - parking.nanoTime());
            if (Thread.interrupted()) {
                throw new InterruptedException("waiting for the end of a loop");
            }
        }
        return ended;
    }
}
