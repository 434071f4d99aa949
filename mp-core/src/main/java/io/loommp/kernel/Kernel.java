package io.loommp.kernel;

import io.loommp.Address;
import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.manage.Event;
import io.loommp.manage.EventLog;
import io.loommp.manage.Events;
import io.loommp.spi.Link;
import io.loommp.spi.Parking;
import io.loommp.spi.Timers;
import io.loommp.spi.Transport;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: the table of its ports and the routes to those of others.
 *
 * <p><b>Threads:</b> any, except where a method belongs to a transport.
 */
public final class Kernel implements Node, Events.Source {
    static final int PEER_MONITORS_MAX = 1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");
    private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1900);
    private static final long CLOSE_PORTS_NANOS = TimeUnit.MILLISECONDS.toNanos(1200);

    private final KernelConfig config;
    private final Timers timers;
    private final Executor executor;
    private final Events events;
    private final Events.Subscription eventLog;
    private final CarrierProbe probe;
    private final NodePort nodePort = new NodePort(this);
    private final Unread unread;

    private final Reports reports;
    private final Ports ports;
    private final Registry registry;
    private final Questions questions;
    private final Ends ends;
    private final Peers peers;
    private final Delivery delivery;

    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Kernel(KernelConfig config) {
        this.config = config;
        this.timers = config.timers().apply(config.nodeId());
        this.executor = task -> config.virtualThreads().newThread(task).start();
        this.events = new Events(executor);
        this.eventLog = EventLog.of(events, timers::nanoTime);
        this.probe = new CarrierProbe(timers, config.parking(), config.virtualThreads());
        this.unread = new Unread(config.unreadBytesMax());
        this.reports = new Reports(events, closing::get);
        this.ports = new Ports(this, new CallbackRunner(executor, probe));
        this.registry = new Registry(reports);
        this.questions = new Questions(this);
        this.ends = new Ends(this);
        this.peers = new Peers(this);
        this.delivery = new Delivery(this);
    }

    /** Starts a node without links. */
    public static Kernel start(KernelConfig config) {
        return new Kernel(config);
    }

    /**
     * The kernel behind a node.
     *
     * @throws IllegalArgumentException if the node is none of this runtime
     */
    public static Kernel of(Node node) {
        if (node instanceof Kernel kernel) {
            return kernel;
        }
        throw new IllegalArgumentException(
                "not a node of this runtime: " + node.getClass().getName());
    }

    // ---- what the parts share ----

    /** What this kernel was made of. */
    public KernelConfig config() {
        return config;
    }

    /** The node's time. */
    public Timers timers() {
        return timers;
    }

    /** How threads of this node's ports wait. */
    public Parking parking() {
        return config.parking();
    }

    /** Keeps chatting ports from shutting out those that are woken from outside. */
    public CarrierProbe probe() {
        return probe;
    }

    /** What other nodes have sent and nobody has read. */
    public Unread unread() {
        return unread;
    }

    /** Runs each task on a virtual thread of its own. */
    public Executor executor() {
        return executor;
    }

    @Override
    public Events events() {
        return events;
    }

    /** How ports end. */
    Ends ends() {
        return ends;
    }

    /** What this kernel tells of itself. */
    Reports reports() {
        return reports;
    }

    /** The questions that are open. */
    Questions questions() {
        return questions;
    }

    /** The other nodes. */
    Peers peers() {
        return peers;
    }

    // ---- ports ----

    @Override
    public String id() {
        return config.nodeId();
    }

    @Override
    public Port port(Consumer<CallbackPort> setup) {
        return ports.newCallbackPort(null, setup);
    }

    @Override
    public Port port(MailboxBound bound, Consumer<CallbackPort> setup) {
        return ports.newCallbackPort(Objects.requireNonNull(bound, "bound"), setup);
    }

    /**
     * Creates a port that is run by what {@code runner} makes for it from the start, and not yet reachable: {@link #publish}
     * makes it so.
     *
     * @param bound how much may wait in its mailbox; null for no bound
     *
     * @throws IllegalStateException if the node is closed
     */
    public LocalPort newPort(@Nullable MailboxBound bound, Function<LocalPort, Runner> runner) {
        return ports.newPort(bound, runner);
    }

    /** Makes a port reachable under its id. */
    public void publish(LocalPort port) {
        ports.publish(port);
    }

    /** An id that no port has had; its name begins with this. */
    PortId newId(String prefix) {
        return ports.newId(prefix);
    }

    /** @throws IllegalStateException if the node is closed */
    void checkOpen() {
        if (closing.get()) {
            throw new IllegalStateException("node " + id() + " is closed");
        }
    }

    /**
     * The port behind a handle of this node.
     *
     * @throws IllegalArgumentException if it is a port of another node
     */
    public LocalPort local(Port port) {
        if (port instanceof LocalPort local && local.kernel() == this) {
            return local;
        }
        throw new IllegalArgumentException("not a port of node " + id() + ": " + port.id());
    }

    /** The port with this name: that of its id, or one it is registered under. */
    public @Nullable LocalPort find(String name) {
        LocalPort port = ports.find(name);
        return port != null ? port : registry.holder(name);
    }

    /** What other nodes can watch under this name: a port, or the slot of a question. */
    @Nullable
    Watchable findWatchable(String name) {
        LocalPort port = find(name);
        return port != null ? port : questions.find(name);
    }

    // ---- questions ----

    @Override
    public CompletionStage<Message> ask(Address target, Duration timeout, Message message) {
        long nanos = Durations.nanos(timeout, "timeout");
        checkOpen();
        return StagedQuestion.ask(ports.newHiddenPort(), target, nanos, message);
    }

    /** How many replies have come after their questions were over. */
    public long lateReplies() {
        return questions.lateReplies();
    }

    /** What this node knows of a port, for people. */
    String describe(PortId target) {
        if (!isLocal(target)) {
            return isLinked(target.node()) ? "there is a connection to its node" : "there is no connection to its node";
        }
        LocalPort port = find(target.name());
        return port == null
                ? "there is no such port"
                : "the port is live, " + port.inbox().size() + " messages not looked at";
    }

    // ---- sending ----

    @Override
    public void send(Address to, Message message) {
        send(to, message, null);
    }

    /** Sends a message in the name of a port, or, with null, in nobody's. */
    void send(Address to, Message message, @Nullable LocalPort sender) {
        Objects.requireNonNull(message, "message");
        PortId target = to.id();
        if (target.node().equals(id())) {
            delivery.deliver(target, message);
        } else {
            peers.send(target, message, sender);
        }
    }

    void deadLetter(PortId to, Message message, Event.DeadLetter.Cause cause) {
        reports.deadLetter(to, message, cause);
    }

    void mailboxHigh(LocalPort port, int waiting) {
        reports.mailboxHigh(port, waiting);
    }

    // ---- ends ----

    @Override
    public void kill(Address port, KillReason reason) {
        Objects.requireNonNull(reason, "reason");
        PortId target = port.id();
        if (target.isNodePort()) {
            throw new IllegalArgumentException("a node port cannot be killed: " + target);
        }
        if (target.node().equals(id())) {
            killLocal(target.name(), reason);
        } else {
            Message request =
                    Message.of("kil1", target.name()).with(reason.toList().toArray());
            peers.request(target.node(), request);
        }
    }

    void killLocal(String name, KillReason reason) {
        LocalPort port = find(name);
        ReplySlot slot = port == null ? questions.find(name) : null;
        if (port != null) {
            port.kill(reason);
        } else if (slot != null) {
            slot.fail(reason);
        }
    }

    /** Ends a callback port at its turn, or out of turn when the grace time has passed. */
    void killInTurn(LocalPort port, KillReason reason) {
        ends.killInTurn(port, reason);
    }

    /** Takes an ending port out of the tables and tells of it. */
    void forget(LocalPort port, KillReason reason, boolean monitored, @Nullable Throwable cause) {
        ports.remove(port);
        reports.died(port, reason, monitored, cause);
        registry.release(port);
    }

    /** A port has ended whose code may run on for a while. */
    void expectEnd(LocalPort port) {
        ends.expect(port);
    }

    /** The code of a port has returned. */
    void ended(LocalPort port) {
        ends.ended(port);
    }

    /** For runners: the code of a killed port goes on receiving. */
    public void refusesToEnd(LocalPort port) {
        KillReason reason = port.endReason();
        if (reason != null) {
            reports.refusesToEnd(port, reason);
        }
    }

    // ---- monitors ----

    @Override
    public Monitor onEnd(Address port, Consumer<KillReason> callback) {
        Objects.requireNonNull(callback, "callback");
        return monitor(new LocalMonitor.Callback(ports.newHiddenPort(), port.id(), callback, true));
    }

    /** Hangs a monitor where it belongs; on what is not there it fires at once. */
    Monitor monitor(LocalMonitor monitor) {
        if (!monitor.watcher.own(monitor)) {
            monitor.cancel();
            monitor.watcher.checkLive();
        }
        try {
            hang(monitor);
        } catch (IllegalArgumentException e) {
            monitor.cancel();
            throw e;
        }
        monitor.detachIfOver();
        return monitor;
    }

    private void hang(LocalMonitor monitor) {
        PortId watched = monitor.watched();
        if (!watched.node().equals(id())) {
            peers.monitor(monitor);
        } else if (!watched.isNodePort()) {
            Watchable port = findWatchable(watched.name());
            if (port != null) {
                monitor.hangsOn(() -> port.unwatch(monitor));
            }
            if (port == null || !port.watch(monitor)) {
                monitor.fire(KillReason.NoSuchPort.monitoring(watched));
            }
        }
    }

    /** Fires watches; one that fails, for want of memory it may be, does not keep the others from being told. */
    void fireAll(Collection<? extends Watch> watches, KillReason reason) {
        forEach(watches, watch -> watch.fire(reason));
    }

    /** Does something with each, whatever becomes of the others. */
    <T> void forEach(Collection<? extends T> all, Consumer<T> action) {
        for (T each : all) {
            try {
                action.accept(each);
            } catch (RuntimeException | Error e) {
                LOG.error("an end could not be told to all", e);
            }
        }
    }

    // ---- names ----

    @Override
    public void register(String name, Address address) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a name must not be empty");
        }
        PortId id = address.id();
        LocalPort port = isLocal(id) ? ports.find(id.name()) : null;
        if (port == null) {
            throw new IllegalArgumentException("not a live port of node " + id() + ": " + id);
        }
        registry.bind(name, port);
    }

    @Override
    public boolean unregister(String name) {
        return registry.unbind(name);
    }

    @Override
    public Optional<PortId> whereis(String name) {
        return Optional.ofNullable(registry.holder(name)).map(LocalPort::id);
    }

    // ---- other nodes; for the transport ----

    /** Gives the node its transport, once, before it has links. */
    public void attach(Transport transport) {
        peers.attach(transport);
    }

    boolean mayReach(String node) {
        return peers.mayReach(node);
    }

    /** Whether there is a link to a node, or the loss of one is just being told. */
    public boolean isLinked(String node) {
        return peers.isLinked(node);
    }

    /**
     * Takes a link into use that has become ready.
     *
     * @return false if there is one to that node already
     */
    public boolean linkUp(Link link, String remoteAddress) {
        return peers.linkUp(link, remoteAddress);
    }

    /** A link that was taken into use is lost: fires all monitors that hung on it before anything can flow again. */
    public void linkDown(Link link, String text) {
        peers.linkDown(link, text);
    }

    /**
     * A message from another node.
     *
     * @param account where it is booked until it is read
     * @param weight about how many bytes of heap it keeps
     */
    public void receive(Link link, String portName, Message message, Unread.Account account, long weight) {
        if (portName.isEmpty()) {
            Peer peer = peers.find(link.node());
            if (peer != null) {
                nodePort.receive(peer, link, message);
            }
            return;
        }
        delivery.deliver(link, portName, message, account, weight);
    }

    // ---- the end of the node ----

    KillReason closingReason() {
        return new KillReason.NodeClosed(id());
    }

    @Override
    public List<String> addresses() {
        return peers.addresses();
    }

    @Override
    public boolean isClosed() {
        return closing.get();
    }

    @Override
    public void awaitShutdown() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            awaitClosed();
            return;
        }
        long start = System.nanoTime();
        ends.closeBegins();
        peers.stopAccepting();
        boolean ownPort = ports.endAll(closingReason()) || ends.isCurrent();
        questions.failAll(closingReason());
        ends.await(start + CLOSE_PORTS_NANOS, ownPort ? 1 : 0);
        peers.close(Math.max(0, start + CLOSE_NANOS - System.nanoTime()));
        probe.close();
        timers.close();
        eventLog.close();
        closed.countDown();
    }

    /** Another thread is closing, which has an end; should it be the code of a port that calls, its interrupt ends the wait. */
    private void awaitClosed() {
        try {
            boolean ignored = closed.await(CLOSE_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "node " + id();
    }
}
