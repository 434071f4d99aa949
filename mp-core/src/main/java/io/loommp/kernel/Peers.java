package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.manage.Event;
import io.loommp.spi.Link;
import io.loommp.spi.Transport;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The other nodes that a node has to do with, and what brings links to them.
 *
 * <p><b>Threads:</b> any.
 */
final class Peers {
    private static final int WAITED_FOR_MAX = 10_000;
    private static final int FULL_QUEUES = 8;
    private static final long CONNECT_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    private final Kernel kernel;
    private final ConcurrentHashMap<String, Peer> peers = new ConcurrentHashMap<>();
    private final Waiting waiting;
    private final long connectNanos;
    private final NodeWatches nodeWatches;
    private volatile @Nullable Transport transport; // set once, by whoever starts the node

    Peers(Kernel kernel) {
        this.kernel = kernel;
        this.waiting = new Waiting(WAITED_FOR_MAX, FULL_QUEUES * kernel.config().pendingBytesMax());
        this.connectNanos =
                Math.min(CONNECT_NANOS_MAX, Durations.nanos(kernel.config().connectTimeout(), "connectTimeout"));
        this.nodeWatches = new NodeWatches(kernel);
    }

    /** The peer of a node that we have to do with; null if there is none. */
    @Nullable
    Peer find(String node) {
        return peers.get(node);
    }

    /** The nodes that are connected now, in no order. */
    List<String> up() {
        return peers.values().stream().filter(Peer::isUp).map(Peer::node).toList();
    }

    boolean isUp(String node) {
        Peer peer = peers.get(node);
        return peer != null && peer.isUp();
    }

    int size() {
        return peers.size();
    }

    /** How many of them are connected. */
    int links() {
        return (int) peers.values().stream().filter(Peer::isLinked).count();
    }

    /** How many of their ports are watched from here. */
    int watchedPorts() {
        return peers.values().stream().mapToInt(Peer::watchedPorts).sum();
    }

    private Peer peer(String node) {
        return peers.computeIfAbsent(node, n -> new Peer(kernel, n));
    }

    void retired(Peer peer) {
        peers.remove(peer.node(), peer);
    }

    // ---- to other nodes ----

    /** Sends a message, in the name of a port or, with null, in nobody's. */
    void send(PortId target, Message message, @Nullable LocalPort sender) {
        while (true) {
            Peer peer = reachable(target, message);
            if (peer == null || peer.send(target.name(), message, sender)) {
                return;
            }
            Thread.onSpinWait(); // the peer retired between our look-up and our send
        }
    }

    /** Sends a request of the kernel's own to the node port of another node. */
    void request(String node, Message request) {
        PortId target = new PortId(node, "");
        while (true) {
            Peer peer = reachable(target, request);
            if (peer == null || peer.request(request)) {
                return;
            }
            Thread.onSpinWait(); // as above
        }
    }

    /** Sends a request to the node port of another node that is connected; of one that is not any more nobody minds. */
    void tell(String node, Message request) {
        Peer peer = peers.get(node);
        if (peer != null) {
            peer.tell(request);
        }
    }

    /** Sends an answer of the runtime's own, without waiting. To a node that is not connected any more it is a dead letter. */
    void answer(PortId to, Message message) {
        Peer peer = peers.get(to.node());
        if (peer == null || !peer.post(to.name(), message)) {
            kernel.deadLetter(to, message, Event.DeadLetter.Cause.CONNECTION_LOST);
        }
    }

    /** As {@link Link#isCrowded()}; a node that is not connected is not. */
    boolean isCrowded(String node) {
        Peer peer = peers.get(node);
        return peer != null && peer.isCrowded();
    }

    /** As {@link Link#isCrowded(Runnable)}, for a node that is connected. */
    boolean isCrowded(String node, Runnable whenNot) {
        Peer peer = peers.get(node);
        return peer != null && peer.isCrowded(whenNot);
    }

    /** Gives a connection up. */
    void close(String node, String why) {
        Peer peer = peers.get(node);
        if (peer != null) {
            peer.close(why);
        }
    }

    /** A node that cannot be reached gets no peer: then this is null, and the message a dead letter. */
    private @Nullable Peer reachable(PortId target, Message message) {
        Peer peer = peers.get(target.node());
        if (peer == null) {
            if (!canConnect()) {
                kernel.deadLetter(target, message, Event.DeadLetter.Cause.NO_ROUTE);
                return null;
            }
            peer = peer(target.node());
        }
        return peer;
    }

    /** Hangs a monitor on a port of another node. */
    void monitor(LocalMonitor monitor) {
        while (true) {
            Peer peer = peer(monitor.watched().node());
            monitor.hangsOn(() -> peer.unmonitor(monitor));
            if (peer.monitor(monitor)) {
                return;
            }
            Thread.onSpinWait(); // the peer retired between our look-up and our call
        }
    }

    // ---- links ----

    /** Whether there is a link to a node, or the loss of one is just being told. */
    boolean isLinked(String node) {
        Peer peer = peers.get(node);
        return peer != null && peer.isLinked();
    }

    /** Takes a link into use; false if there is one to that node already. */
    boolean linkUp(Link link, String remoteAddress) {
        Peer peer = peer(link.node());
        while (!peer.linkUp(link)) {
            if (peer.isLinked()) {
                return false;
            }
            peer = peer(link.node()); // it had retired
        }
        kernel.reports().connected(link.node(), remoteAddress);
        kernel.nodeDatabase().linkUp(link.node());
        nodeWatches.up(link.node());
        return true;
    }

    /** A node that was up is so no longer. */
    void down(String node, String text, KillReason reason) {
        kernel.reports().disconnected(node, text);
        if (!kernel.isClosed()) {
            kernel.reports().nodeDied(node, reason);
        }
        kernel.nodeDatabase().linkDown(node);
        nodeWatches.down(node, reason);
    }

    /** A link is lost that was taken into use. */
    void linkDown(Link link, String text) {
        Peer peer = peers.get(link.node());
        if (peer != null) {
            peer.linkDown(link, text);
        }
    }

    // ---- the transport ----

    void attach(Transport itsTransport) {
        transport = itsTransport;
    }

    /** Whether there is anything that could bring a link. */
    boolean canConnect() {
        return transport != null && !kernel.isClosed();
    }

    /**
     * Checks that something can be written to another node, to which there is no link yet.
     *
     * @throws IllegalArgumentException if it cannot
     */
    void check(String port, Message message) {
        Transport present = transport;
        if (present != null) {
            present.check(port, message);
        }
    }

    /** Sees to it that there is a link to a node, now or soon; if there will be none, its peer is told. */
    void connect(String node) {
        Transport present = transport;
        if (present != null) {
            present.connect(node);
        }
    }

    /** There will be no link to a node for now. */
    void connectFailed(String node, String text) {
        Peer peer = peers.get(node);
        if (peer != null) {
            peer.connectFailed(text);
        }
    }

    /** How long a link may be waited for. */
    long connectNanos() {
        return connectNanos;
    }

    Waiting waiting() {
        return waiting;
    }

    NodeWatches nodeWatches() {
        return nodeWatches;
    }

    List<String> addresses() {
        Transport present = transport;
        return present == null ? List.of() : present.addresses();
    }

    void stopAccepting() {
        Transport present = transport;
        if (present != null) {
            present.stopAccepting();
        }
    }

    void close(long withinNanos) {
        Transport present = transport;
        if (present != null) {
            present.close(withinNanos);
        }
    }
}
