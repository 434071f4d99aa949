package io.loommp.testkit.sim;

import io.loommp.net.io.Connection;
import io.loommp.net.io.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/* One end of a connection. */
final class SimConnection implements Connection {
    private static final int LINES_OF_HANDSHAKE = 3;

    private final SimHost host;
    private final InetSocketAddress remote;
    private final long openedAt;
    private @Nullable SimPipe in;
    private @Nullable SimPipe out;
    private @Nullable SimLoop loop;
    private @Nullable Client client;
    private boolean reading;
    private boolean writing;
    private boolean closed;
    private int linesWritten; // of a handshake, which has three
    private boolean used; // packets were written here

    private SimConnection(SimHost host, InetSocketAddress remote) {
        this.host = host;
        this.remote = remote;
        this.openedAt = host.network().now();
    }

    /** Connects two hosts; the first of the two ends is that of the one which dialled. */
    static SimConnection[] pair(
            SimNetwork network, SimHost dialler, InetSocketAddress diallers, SimHost other, InetSocketAddress others) {
        SimConnection near = new SimConnection(dialler, others);
        SimConnection far = new SimConnection(other, diallers);
        Way there = network.way(dialler.id(), other.id());
        Way back = network.way(other.id(), dialler.id());
        SimPipe outward = new SimPipe(network, there, back, near, far);
        SimPipe inward = new SimPipe(network, back, there, far, near);
        near.out = outward;
        near.in = inward;
        far.out = inward;
        far.in = outward;
        dialler.opened(near);
        other.opened(far);
        return new SimConnection[] {near, far};
    }

    SimHost host() {
        return host;
    }

    /** Whether all has been read that was written at this end. */
    boolean isQuiet() {
        return out().isQuiet();
    }

    long openedAt() {
        return openedAt;
    }

    boolean isClosed() {
        return closed;
    }

    private SimPipe in() {
        return Objects.requireNonNull(in);
    }

    private SimPipe out() {
        return Objects.requireNonNull(out);
    }

    // ---- the loop ----

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public void enter(Loop newLoop, Client newClient) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        leave();
        loop = (SimLoop) newLoop;
        client = newClient;
        reading = true;
        writing = false;
        loop.enter(this);
    }

    @Override
    public void leave() {
        if (loop != null) {
            loop.leave(this);
            loop = null;
        }
    }

    @Override
    public void want(boolean toRead, boolean toWrite) {
        reading = toRead;
        writing = toWrite;
        wake();
    }

    /** Something has come about that the client may have waited for. */
    void wake() {
        if (loop != null) {
            loop.wake();
        }
    }

    private boolean canRead() {
        return reading && in().isReadable();
    }

    private boolean canWrite() {
        return writing && (out().isWritable() || in().isBroken());
    }

    boolean isReady() {
        return !closed && (canRead() || canWrite());
    }

    /** Tells the client what it can do. */
    void serve() {
        if (client != null && isReady()) {
            client.ready(canRead(), canWrite());
        }
    }

    // ---- octets ----

    @Override
    public int read(ByteBuffer into) throws IOException {
        checkOpen();
        return in().read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        checkOpen();
        if (in().isBroken()) {
            throw new IOException("Broken pipe");
        }
        int start = from.position();
        int count = out().write(from);
        if (!used && hasPackets(from, start, start + count)) {
            used = true;
            host.network().used(this);
        }
        return count;
    }

    /** Whether something stands behind the three lines of the handshake. */
    private boolean hasPackets(ByteBuffer octets, int from, int to) {
        int at = from;
        while (at < to && linesWritten < LINES_OF_HANDSHAKE) {
            if (octets.get(at++) == '\n') {
                linesWritten++;
            }
        }
        return at < to;
    }

    /** Whether packets were written at this end, and it is open. */
    boolean isInUse() {
        return used && !closed;
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void shutdownOutput() {
        out().end();
    }

    @Override
    public void close() {
        if (!closed) {
            if (in().hasUnread()) {
                out().reset();
            } else {
                out().end();
            }
            vanish();
        }
    }

    /** Goes without a word, as when the power goes; what still comes for it is answered by a reset. */
    void vanish() {
        closed = true;
        leave();
        host.closed(this);
    }

    // ---- faults ----

    /** A reset has come. */
    void broken() {
        in().breakOff(false);
    }

    /** Both ends read that nothing follows, and can write no more. */
    void endBoth() {
        out().end();
        in().end();
    }

    /** Both ends are reset. */
    void resetBoth() {
        out().reset();
        in().reset();
    }
}
