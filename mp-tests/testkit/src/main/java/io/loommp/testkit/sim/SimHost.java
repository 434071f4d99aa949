package io.loommp.testkit.sim;

import io.loommp.net.io.Acceptor;
import io.loommp.net.io.Loop;
import io.loommp.net.io.Network;
import io.loommp.spi.Parking;
import io.loommp.spi.Timers;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/* The machine that one start of a node runs on: its loops, its time, and its ends of connections. */
final class SimHost implements Network {
    private static final int FIRST_PORT = 40_000;

    private final SimNetwork network;
    private final String id;
    private final Set<SimConnection> open = new LinkedHashSet<>();
    private final List<Runnable> stopped = new ArrayList<>();
    private Parking parking = Parking.system();
    private int dialled;
    private boolean paused;
    private boolean refuses;
    private boolean down;
    private boolean silent;
    private final List<Runnable> unanswered = new ArrayList<>();

    SimHost(SimNetwork network, String id) {
        this.network = network;
        this.id = id;
    }

    /** How threads of its node wait; set when that starts. */
    void waitsBy(Parking itsParking) {
        parking = itsParking;
    }

    SimNetwork network() {
        return network;
    }

    String id() {
        return id;
    }

    @Override
    public Loop start(String name, Timers timers, BooleanSupplier mayPoll, Runnable atEnd) {
        return new SimLoop(this, timers, parking, atEnd);
    }

    @Override
    public Acceptor listen(InetSocketAddress address) throws IOException {
        SimAcceptor acceptor = new SimAcceptor(this, address);
        if (!network.listens(acceptor)) {
            throw new BindException("Address already in use");
        }
        return acceptor;
    }

    /** Where it seems to dial from. */
    InetSocketAddress freshAddress() {
        return new InetSocketAddress(network.addressOf(id), FIRST_PORT + dialled++);
    }

    void opened(SimConnection connection) {
        open.add(connection);
    }

    void closed(SimConnection connection) {
        open.remove(connection);
    }

    List<SimConnection> open() {
        return List.copyOf(open);
    }

    // ---- its time ----

    /** The node's time, which stands still for it while the host is paused. */
    Timers ofHost(Timers timers) {
        return new HostTimers(this, timers);
    }

    /** Does what is due, now or when it goes on; never, if it is down. */
    void run(Runnable task) {
        if (paused) {
            stopped.add(task);
        } else if (!down) {
            task.run();
        }
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        List<Runnable> due = List.copyOf(stopped);
        stopped.clear();
        due.forEach(this::run);
    }

    /** Answers for the system, not for the node, as soon as there is one. */
    void answer(Runnable how) {
        if (silent) {
            unanswered.add(how);
        } else {
            how.run();
        }
    }

    /** The system is there again, with nothing of what was. */
    void bootAgain() {
        silent = false;
        unanswered.forEach(Runnable::run);
        unanswered.clear();
    }

    // ---- faults ----

    void refuse(boolean connections) {
        refuses = connections;
    }

    boolean refuses() {
        return refuses;
    }

    boolean isDown() {
        return down;
    }

    /** The process has ended, and the system closes what it had open, if that goes on. */
    void crash(boolean systemGoesOn) {
        down = true;
        silent = !systemGoesOn;
        stopped.clear();
        network.closeAcceptors(this);
        open().forEach(systemGoesOn ? SimConnection::close : SimConnection::vanish);
    }
}
