package io.loommp.testing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Stands between two nodes on one host and passes octets on, in the way that a bad network does. It knows no messages.
 *
 * <p>Each command holds from when it returns until {@link #heal}, in the directions that are named, or in both, for the
 * connections that are open and for those to come. What is held back arrives later, as it does with TCP: on a connection
 * that lives nothing is lost. The ends of connections are held back like octets.
 *
 * <p><b>Threads:</b> any. Its own are those of the platform: ports that are busy shall not hold it up.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int BACKLOG = 500;

    /** The two ways through it. */
    public enum Direction {
        /** From who dials to who listens. */
        FORTH,
        /** From who listens to who dials. */
        BACK
    }

    private final ServerSocket listener;
    private final Set<FaultyConnection> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Map<Direction, Conditions> conditions = new EnumMap<>(Direction.class);

    @GuardedBy("lock")
    private final Random random;

    @GuardedBy("lock")
    private int target;

    /** Begins to listen, for connections to a port of this host. */
    public FaultProxy(int target) throws IOException {
        this(target, 0);
    }

    /** As {@link #FaultProxy(int)}; the seed decides how octets are split and how long they are delayed. */
    public FaultProxy(int target, long seed) throws IOException {
        this.target = target;
        this.random = new Random(seed);
        this.listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        heal();
        Thread.ofPlatform().daemon().name("proxy").start(this::accept);
    }

    /** Where to dial it. */
    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** From now on new connections go to another port. */
    public void retarget(int port) {
        lock.lock();
        try {
            target = port;
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket from = listener.accept();
                lock.lock();
                try {
                    FaultyConnection connection = new FaultyConnection(this, from, target);
                    open.add(connection);
                    connection.start();
                } finally {
                    lock.unlock();
                }
            }
        } catch (IOException e) {
            reset(); // closed
        }
    }

    // ---- faults ----

    /** Breaks all connections; others may be opened. */
    public void reset() {
        List.copyOf(open).forEach(FaultyConnection::reset);
    }

    /** Nothing arrives, and nobody is told; whoever sends gets rid of what it sends, as long as that is not too much. */
    public void blackhole(Direction... directions) {
        change(now -> now.blackhole(true), directions);
    }

    /** Nothing is taken, and nothing arrives, as if the other side were frozen. */
    public void freeze(Direction... directions) {
        change(now -> now.frozen(true), directions);
    }

    /** What is sent from now on takes a time between these two, in order. */
    public void delay(Duration least, Duration most, Direction... directions) {
        change(now -> now.delay(least, most), directions);
    }

    /** What is sent arrives in pieces of at most so many octets. */
    public void split(int octetsMax, Direction... directions) {
        change(now -> now.pieces(octetsMax), directions);
    }

    /** What is sent in one such time arrives at once, at its end. */
    public void merge(Duration period, Direction... directions) {
        change(now -> now.merged(period), directions);
    }

    /** So much can pass, for each connection. */
    public void limit(long octetsPerSecond, Direction... directions) {
        change(now -> now.limit(octetsPerSecond), directions);
    }

    /** All is well: what was held back arrives now. */
    public void heal() {
        change(now -> Conditions.FINE);
    }

    private void change(UnaryOperator<Conditions> how, Direction... directions) {
        lock.lock();
        try {
            for (Direction direction : directions.length == 0 ? Direction.values() : directions) {
                conditions.put(direction, how.apply(conditions.getOrDefault(direction, Conditions.FINE)));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many connections are open. */
    public int connections() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        reset();
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            return "proxy " + address() + " to " + target + " " + conditions + " " + Arrays.toString(open.toArray());
        } finally {
            lock.unlock();
        }
    }

    // ---- for its connections ----

    ReentrantLock lock() {
        return lock;
    }

    Condition changed() {
        return changed;
    }

    Conditions conditions(Direction direction) {
        lock.lock();
        try {
            return conditions.getOrDefault(direction, Conditions.FINE);
        } finally {
            lock.unlock();
        }
    }

    /** A number within these two, both included. */
    long between(long least, long most) {
        lock.lock();
        try {
            return least >= most ? least : random.nextLong(least, most + 1);
        } finally {
            lock.unlock();
        }
    }

    void closed(FaultyConnection connection) {
        open.remove(connection);
    }
}
