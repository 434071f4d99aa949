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
import io.loommp.Timer;
import io.loommp.manage.Event;
import io.loommp.manage.EventLog;
import io.loommp.manage.Events;
import io.loommp.manage.LogText;
import io.loommp.spi.Link;
import io.loommp.spi.Parking;
import io.loommp.spi.Timers;
import io.loommp.spi.Transport;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
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
    private final CallbackRunner callbacks;
    private final NodePort nodePort = new NodePort(this);
    private final Names portNames = new Names();
    private final Unread unread;

    private final ConcurrentHashMap<String, LocalPort> ports = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, LocalPort> names = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, ReplySlot> slots = new ConcurrentHashMap<>();
    private final LongAdder lateReplies = new LongAdder();
    private final ConcurrentHashMap<String, Peer> peers = new ConcurrentHashMap<>();

    /** Killed ports whose code runs on, with the timer that will report them. */
    private final ConcurrentHashMap<LocalPort, Timer> ending = new ConcurrentHashMap<>();

    /** Ports, without the hidden ones, whose code may still run. */
    private final LongAdder notEnded = new LongAdder();

    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Thread closer; // set by the thread that closes
    private volatile @Nullable Transport transport; // set once, by whoever starts the node

    private Kernel(KernelConfig config) {
        this.config = config;
        this.timers = config.timers().apply(config.nodeId());
        this.executor = task -> config.virtualThreads().newThread(task).start();
        this.events = new Events(executor);
        this.eventLog = EventLog.of(events, timers::nanoTime);
        this.probe = new CarrierProbe(timers, config.parking(), config.virtualThreads());
        this.callbacks = new CallbackRunner(executor, probe);
        this.unread = new Unread(config.unreadBytesMax());
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

    // ---- ports ----

    @Override
    public String id() {
        return config.nodeId();
    }

    @Override
    public Port port(Consumer<CallbackPort> setup) {
        return newCallbackPort(null, setup);
    }

    @Override
    public Port port(MailboxBound bound, Consumer<CallbackPort> setup) {
        return newCallbackPort(Objects.requireNonNull(bound, "bound"), setup);
    }

    private Port newCallbackPort(@Nullable MailboxBound bound, Consumer<CallbackPort> setup) {
        checkOpen();
        LocalPort port = new LocalPort(this, newId(), LocalPort.Kind.CALLBACK, bound, p -> callbacks);
        notEnded.increment();
        ports.put(port.id().name(), port); // what comes for it meanwhile waits until it has its handlers
        try {
            setup.accept(new CallbackSelf(port));
        } catch (RuntimeException | Error e) {
            port.end(KillReason.of(e), e);
            callbacks.wake(port);
            throw e;
        }
        publish(port);
        callbacks.begin(port);
        return port;
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
        checkOpen();
        notEnded.increment();
        return new LocalPort(this, newId(), LocalPort.Kind.THREAD, bound, runner);
    }

    /** Makes a port reachable under its id. */
    public void publish(LocalPort port) {
        port.announced();
        if (events.wants(Event.Kind.SPAWNED)) {
            events.publish(new Event.Spawned(port.id()));
        }
        ports.put(port.id().name(), port);
        if (!port.isLive()) {
            ports.remove(port.id().name(), port); // it ended in its setup, and was not in the table then
        }
        if (closing.get()) {
            port.end(closingReason(), null);
        }
    }

    private LocalPort hiddenPort() {
        return new LocalPort(this, newId(), LocalPort.Kind.HIDDEN, null, port -> callbacks);
    }

    private PortId newId() {
        return new PortId(id(), portNames.next());
    }

    private void checkOpen() {
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
        LocalPort port = ports.get(name);
        return port != null ? port : names.get(name);
    }

    /** What other nodes can watch under this name: a port, or the slot of a question. */
    @Nullable
    Watchable findWatchable(String name) {
        LocalPort port = find(name);
        return port != null ? port : slots.get(name);
    }

    // ---- questions ----

    @Override
    public CompletionStage<Message> ask(Address target, Duration timeout, Message message) {
        long nanos = Durations.nanos(timeout, "timeout");
        checkOpen();
        return StagedQuestion.ask(hiddenPort(), target, nanos, message);
    }

    /** A new slot; {@code tell} is run once when there is an outcome, by whoever brought it. */
    ReplySlot openSlot(Runnable tell) {
        PortId slotId = new PortId(id(), ReplySlot.NAME_PREFIX + portNames.next());
        ReplySlot slot = new ReplySlot(this, slotId, tell);
        slots.put(slotId.name(), slot);
        if (closing.get()) {
            slot.fail(closingReason()); // who closes the node may have looked at the slots before
        }
        return slot;
    }

    void forget(ReplySlot slot) {
        slots.remove(slot.id().name(), slot);
    }

    /** How many replies have come after their questions were over. */
    public long lateReplies() {
        return lateReplies.sum();
    }

    /** Gives a message for which there is no port to the slot it is for, or gives it up. */
    private void answerOrDrop(PortId to, Message message) {
        ReplySlot slot = slots.get(to.name());
        if (slot != null && slot.answer(message)) {
            return;
        }
        boolean late = to.name().startsWith(ReplySlot.NAME_PREFIX);
        if (late) {
            lateReplies.increment();
        }
        deadLetter(to, message, late ? Event.DeadLetter.Cause.LATE_REPLY : Event.DeadLetter.Cause.NO_SUCH_PORT);
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
            deliverLocally(target, message);
        } else {
            while (!sendToPeer(target, message, sender)) {
                Thread.onSpinWait(); // the peer retired between our look-up and our send
            }
        }
    }

    private boolean sendToPeer(PortId target, Message message, @Nullable LocalPort sender) {
        Peer peer = peers.get(target.node());
        if (peer == null) {
            if (!mayReach(target.node())) {
                deadLetter(target, message, Event.DeadLetter.Cause.NO_ROUTE);
                return true;
            }
            peer = peer(target.node());
        }
        return peer.send(target.name(), message, sender);
    }

    private void deliverLocally(PortId to, Message message) {
        if (to.isNodePort()) {
            ignored(id(), message.tag());
            return;
        }
        LocalPort port = find(to.name());
        if (port == null) {
            answerOrDrop(to, message);
            return;
        }
        Room room = port.room();
        push(
                port,
                room == null
                        ? new MessageEntry(message)
                        : room.admit(message, !port.runner().isCurrent(port)));
    }

    private static void push(LocalPort port, MessageEntry entry) {
        if (!port.push(entry)) {
            port.dropMessage(entry);
        }
    }

    /** A request was made of a node that is not in its table. */
    void ignored(String asker, String request) {
        if (events.wants(Event.Kind.REQUEST_IGNORED)) {
            events.publish(new Event.RequestIgnored(asker, LogText.escape(request)));
        }
    }

    void deadLetter(PortId to, Message message, Event.DeadLetter.Cause cause) {
        if (!closing.get() && events.wants(Event.Kind.DEAD_LETTER)) {
            events.publish(new Event.DeadLetter(to, message, cause));
        }
    }

    void mailboxHigh(LocalPort port, int waiting) {
        if (events.wants(Event.Kind.MAILBOX_HIGH)) {
            events.publish(new Event.MailboxHigh(port.id(), waiting));
        }
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
            while (!requestOfPeer(target.node(), request)) {
                Thread.onSpinWait();
            }
        }
    }

    private boolean requestOfPeer(String node, Message request) {
        if (!peers.containsKey(node) && !mayReach(node)) {
            deadLetter(new PortId(node, ""), request, Event.DeadLetter.Cause.NO_ROUTE);
            return true;
        }
        return peer(node).request(request);
    }

    void killLocal(String name, KillReason reason) {
        LocalPort port = find(name);
        ReplySlot slot = port == null ? slots.get(name) : null;
        if (port != null) {
            port.kill(reason);
        } else if (slot != null) {
            slot.fail(reason);
        }
    }

    /** Ends a callback port at its turn, or out of turn when the grace time has passed. */
    void killInTurn(LocalPort port, KillReason reason) {
        port.push(new KillEntry(reason));
        if (port.isLive()) {
            long grace = Durations.nanos(config.grace(), "grace");
            Timer timer = timers.at(timers.nanoTime() + grace, () -> port.end(reason, null));
            if (!port.own(timer::cancel)) {
                timer.cancel();
            }
        }
    }

    /** Takes an ending port out of the tables and tells of it. */
    void forget(LocalPort port, KillReason reason, boolean monitored, @Nullable Throwable cause) {
        ports.remove(port.id().name(), port);
        boolean known = port.isAnnounced() || (port.isHidden() && !reason.isNormal());
        if (known && events.wants(Event.Kind.DIED)) {
            events.publish(new Event.Died(port.id(), reason, monitored, cause));
        }
        if (port.isNamed()) {
            for (Map.Entry<String, LocalPort> entry : names.entrySet()) {
                if (entry.getValue() == port) {
                    unbind(entry.getKey(), port);
                }
            }
        }
    }

    /** A port has ended whose code may run on for a while. */
    void expectEnd(LocalPort port) {
        long grace = Durations.nanos(config.grace(), "grace");
        ending.put(port, timers.at(timers.nanoTime() + grace, () -> reportStuck(port)));
        if (port.hasEnded()) {
            noLongerEnding(port);
        }
    }

    private void reportStuck(LocalPort port) {
        KillReason reason = port.endReason();
        if (ending.remove(port) != null && !port.hasEnded() && reason != null && events.wants(Event.Kind.PORT_STUCK)) {
            events.publish(new Event.PortStuck(port.id(), reason));
        }
    }

    /** The code of a port has returned. */
    void ended(LocalPort port) {
        if (!port.isHidden()) {
            notEnded.decrement();
        }
        noLongerEnding(port);
        Thread waiting = closer;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    private void noLongerEnding(LocalPort port) {
        if (!ending.isEmpty()) {
            Timer timer = ending.remove(port);
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    /** For runners: the code of a killed port goes on receiving. */
    public void refusesToEnd(LocalPort port) {
        KillReason reason = port.endReason();
        if (reason != null && events.wants(Event.Kind.REFUSES_TO_END)) {
            events.publish(new Event.RefusesToEnd(port.id(), reason));
        }
    }

    // ---- monitors ----

    @Override
    public Monitor onEnd(Address port, Consumer<KillReason> callback) {
        Objects.requireNonNull(callback, "callback");
        return monitor(new LocalMonitor.Callback(hiddenPort(), port.id(), callback, true));
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
            hangOnPeer(monitor);
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

    private void hangOnPeer(LocalMonitor monitor) {
        while (true) {
            Peer peer = peer(monitor.watched().node());
            monitor.hangsOn(() -> peer.unmonitor(monitor));
            if (peer.monitor(monitor)) {
                return;
            }
            Thread.onSpinWait(); // the peer retired between our look-up and our call
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
        LocalPort port = isLocal(id) ? ports.get(id.name()) : null;
        if (port == null) {
            throw new IllegalArgumentException("not a live port of node " + id() + ": " + id);
        }
        LocalPort holder = names.putIfAbsent(name, port);
        if (holder != null) {
            throw new IllegalStateException("the name \"" + name + "\" is taken by " + holder.id());
        }
        port.named();
        if (events.wants(Event.Kind.REGISTERED)) {
            events.publish(new Event.Registered(id, name));
        }
        if (!port.isLive()) {
            unbind(name, port); // it ended before it could know that it has a name
        }
    }

    @Override
    public boolean unregister(String name) {
        LocalPort holder = names.get(name);
        return holder != null && unbind(name, holder);
    }

    private boolean unbind(String name, LocalPort holder) {
        boolean bound = names.remove(name, holder);
        if (bound && events.wants(Event.Kind.UNREGISTERED)) {
            events.publish(new Event.Unregistered(holder.id(), name));
        }
        return bound;
    }

    @Override
    public Optional<PortId> whereis(String name) {
        return Optional.ofNullable(names.get(name)).map(LocalPort::id);
    }

    // ---- other nodes; for the transport ----

    /** Gives the node its transport, once, before it has links. */
    public void attach(Transport itsTransport) {
        transport = itsTransport;
    }

    boolean mayReach(String node) {
        Transport present = transport;
        return present != null && !closing.get() && present.mayReach(node);
    }

    private Peer peer(String node) {
        return peers.computeIfAbsent(node, n -> new Peer(this, n));
    }

    void retired(Peer peer) {
        peers.remove(peer.node(), peer);
    }

    /** Whether there is a link to a node, or the loss of one is just being told. */
    public boolean isLinked(String node) {
        Peer peer = peers.get(node);
        return peer != null && peer.isLinked();
    }

    /**
     * Takes a link into use that has become ready.
     *
     * @return false if there is one to that node already
     */
    public boolean linkUp(Link link, String remoteAddress) {
        Peer peer = peer(link.node());
        while (!peer.linkUp(link)) {
            if (peer.isLinked()) {
                return false;
            }
            peer = peer(link.node()); // it had retired
        }
        if (events.wants(Event.Kind.CONNECTED)) {
            events.publish(new Event.Connected(link.node(), remoteAddress));
        }
        return true;
    }

    /** A link that was taken into use is lost: fires all monitors that hung on it before anything can flow again. */
    public void linkDown(Link link, String text) {
        if (events.wants(Event.Kind.DISCONNECTED)) {
            events.publish(new Event.Disconnected(link.node(), text));
        }
        Peer peer = peers.get(link.node());
        if (peer != null) {
            peer.linkDown(link, text);
        }
    }

    /**
     * A message from another node.
     *
     * @param account where it is booked until it is read
     * @param weight about how many bytes of heap it keeps
     */
    public void receive(Link link, String portName, Message message, Unread.Account account, long weight) {
        if (portName.isEmpty()) {
            Peer peer = peers.get(link.node());
            if (peer != null) {
                nodePort.receive(peer, link, message);
            }
            return;
        }
        LocalPort port = find(portName);
        if (port == null) {
            answerOrDrop(new PortId(id(), portName), message);
            return;
        }
        Room room = port.room();
        if (room == null) {
            push(port, new RemoteEntry(message, account, weight, null));
        } else {
            push(port, room.admit(message, account, weight));
            if (room.isOverloadedBy(account)) {
                link.close("overloaded");
            }
        }
    }

    // ---- the end of the node ----

    private KillReason closingReason() {
        return new KillReason.NodeClosed(id());
    }

    @Override
    public List<String> addresses() {
        Transport present = transport;
        return present == null ? List.of() : present.addresses();
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
        closer = Thread.currentThread();
        Transport present = transport;
        if (present != null) {
            present.stopAccepting();
        }
        boolean ownPort = endAllPorts();
        slots.values().forEach(slot -> slot.fail(closingReason()));
        awaitPorts(start + CLOSE_PORTS_NANOS, ownPort ? 1 : 0);
        if (present != null) {
            present.close(Math.max(0, start + CLOSE_NANOS - System.nanoTime()));
        }
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

    /** Whether the current thread is the code of one of them. */
    private boolean endAllPorts() {
        boolean own = false;
        for (LocalPort port : ports.values()) {
            own |= port.runner().isCurrent(port);
            port.end(closingReason(), null);
        }
        own |= ending.keySet().stream().anyMatch(port -> port.runner().isCurrent(port));
        return own;
    }

    private void awaitPorts(long deadline, int expected) {
        boolean interrupted = false;
        while (notEnded.sum() > expected) {
            long nanos = deadline - System.nanoTime();
            if (nanos <= 0) {
                LOG.warn(
                        "node {} closes although the code of {} ports has not returned",
                        id(),
                        notEnded.sum() - expected);
                break;
            }
            LockSupport.parkNanos(this, nanos);
            interrupted |= Thread.interrupted(); // a close is not cut short; the flag is set again below
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "node " + id();
    }
}
