package io.loommp.testing;

import io.loommp.testing.FaultProxy.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One direction of a connection: a thread that takes octets, and one that gives them to the other side in due time. */
final class FaultyWay {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int HELD_BYTES_MAX = 4 * 1024 * 1024; // beyond that who sends has to wait, as with TCP
    private static final int SLICES_PER_SECOND = 50;
    private static final long BETWEEN_PIECES_NANOS = 50_000; // so that they are read as pieces

    private static final byte[] END = {};

    /** Octets and when they may arrive; END, or null when the connection broke. */
    private static final class Held {
        final byte @Nullable [] octets;
        final long dueNanos;

        Held(byte @Nullable [] octets, long dueNanos) {
            this.octets = octets;
            this.dueNanos = dueNanos;
        }
    }

    private final FaultProxy proxy;
    private final FaultyConnection connection;
    private final Direction direction;
    private final Socket from;
    private final Socket to;

    // under the lock of the proxy
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private int heldBytes;

    FaultyWay(FaultProxy proxy, FaultyConnection connection, Direction direction, Socket from, Socket to) {
        this.proxy = proxy;
        this.connection = connection;
        this.direction = direction;
        this.from = from;
        this.to = to;
    }

    void start() {
        Thread.ofPlatform().daemon().name("proxy reads").start(this::read);
        Thread.ofPlatform().daemon().name("proxy writes").start(this::write);
    }

    // ---- taking ----

    @SuppressWarnings("StreamResourceLeak") // closing a stream closes its socket, which has two ways
    private void read() {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            while (awaitRoom()) {
                int count = in.read(buffer);
                if (count < 0) {
                    hold(END);
                    return;
                }
                hold(Arrays.copyOf(buffer, count));
            }
        } catch (IOException e) {
            hold(null); // broken
        }
    }

    /** Waits until there is something to be taken; false if the connection is closed. */
    private boolean awaitRoom() {
        proxy.lock().lock();
        try {
            while (!connection.isClosed() && (proxy.conditions(direction).frozen() || heldBytes > HELD_BYTES_MAX)) {
                proxy.changed().awaitUninterruptibly();
            }
            return !connection.isClosed();
        } finally {
            proxy.lock().unlock();
        }
    }

    private void hold(byte @Nullable [] octets) {
        proxy.lock().lock();
        try {
            Conditions now = proxy.conditions(direction);
            long due = System.nanoTime() + proxy.between(now.delayLeastNanos(), now.delayMostNanos());
            if (now.mergeNanos() > 0) {
                due += now.mergeNanos() - Math.floorMod(due, now.mergeNanos());
            }
            held.add(new Held(octets, due));
            heldBytes += octets == null ? 0 : octets.length;
            proxy.changed().signalAll();
        } finally {
            proxy.lock().unlock();
        }
    }

    // ---- giving ----

    @SuppressWarnings("ReferenceEquality") // the end is itself
    private void write() {
        try {
            for (byte[] octets = next(); octets != END; octets = next()) {
                if (octets == null) {
                    connection.reset();
                    return;
                }
                pass(octets);
            }
            to.shutdownOutput();
            connection.ended();
        } catch (IOException e) {
            connection.reset(); // who should have received is gone
        } catch (InterruptedException e) {
            connection.reset();
            Thread.currentThread().interrupt();
        }
    }

    /** What may arrive now, waited for; null when the connection broke. */
    private byte @Nullable [] next() throws InterruptedException {
        proxy.lock().lock();
        try {
            while (true) {
                if (connection.isClosed()) {
                    return null;
                }
                Held head = held.peek();
                long left = head == null ? 0 : head.dueNanos - System.nanoTime();
                if (head == null || proxy.conditions(direction).isBlocked()) {
                    proxy.changed().await();
                } else if (left > 0) {
                    proxy.changed().awaitNanos(left);
                } else {
                    held.remove();
                    return head.octets;
                }
            }
        } finally {
            proxy.lock().unlock();
        }
    }

    @SuppressWarnings("StreamResourceLeak") // as above
    private void pass(byte[] octets) throws IOException, InterruptedException {
        OutputStream out = to.getOutputStream();
        for (int passed = 0; passed < octets.length; ) {
            Conditions now = awaitPassage();
            int piece = octets.length - passed;
            long rest = 0;
            if (now.octetsPerSecond() > 0) {
                piece = Math.min(piece, (int) Math.max(1, now.octetsPerSecond() / SLICES_PER_SECOND));
                rest = piece * TimeUnit.SECONDS.toNanos(1) / now.octetsPerSecond();
            }
            if (now.pieceMax() > 0) {
                piece = Math.min(piece, (int) proxy.between(1, now.pieceMax()));
                rest = Math.max(rest, BETWEEN_PIECES_NANOS);
            }
            out.write(octets, passed, piece);
            passed += piece;
            release(piece, rest);
        }
    }

    private Conditions awaitPassage() throws InterruptedException {
        proxy.lock().lock();
        try {
            while (proxy.conditions(direction).isBlocked() && !connection.isClosed()) {
                proxy.changed().await();
            }
            return proxy.conditions(direction);
        } finally {
            proxy.lock().unlock();
        }
    }

    /** Makes room for others, and rests for a time. */
    private void release(int octets, long restNanos) throws InterruptedException {
        proxy.lock().lock();
        try {
            heldBytes -= octets;
            proxy.changed().signalAll();
            long left = restNanos;
            while (left > 0 && !connection.isClosed()) {
                left = proxy.changed().awaitNanos(left);
            }
        } finally {
            proxy.lock().unlock();
        }
    }
}
