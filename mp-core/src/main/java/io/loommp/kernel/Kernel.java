package io.loommp.kernel;

import io.loommp.Address;
import io.loommp.CallbackPort;
import io.loommp.DataTables;
import io.loommp.Database;
import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Node;
import io.loommp.NodeChange;
import io.loommp.NodeStatistics;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortInfo;
import io.loommp.PortKilled;
import io.loommp.Ref;
import io.loommp.RequestFunction;
import io.loommp.StartFunction;
import io.loommp.Subscription;
import io.loommp.Timer;
import io.loommp.manage.Event;
import io.loommp.manage.EventLog;
import io.loommp.manage.Events;
import io.loommp.manage.FlightReader;
import io.loommp.manage.Tracers;
import io.loommp.manage.Tracing;
import io.loommp.record.Protocol;
import io.loommp.record.Records;
import io.loommp.spi.Directory;
import io.loommp.spi.Link;
import io.loommp.spi.Parking;
import io.loommp.spi.Planted;
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
import java.util.concurrent.atomic.AtomicLong;
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
public final class Kernel implements Node, Events.Source, Tracing.Source {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");
    private static final long NO_THREAD_NANOS = TimeUnit.MILLISECONDS.toNanos(100); // until it is tried again
    private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2000);
    private static final long CLOSE_PORTS_NANOS = TimeUnit.MILLISECONDS.toNanos(1200);
    private static final long CLOSE_LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(100); // for tracers, and for the log

    private final KernelConfig config;
    private final Timers timers;
    private final Executor executor;
    private final @Nullable TurnTable turns;
    private final Parking parking;
    private final Events events;
    private final Tracing tracing;
    private final EventLog.Following eventLog;
    private final CarrierProbe probe;
    private final NodePort nodePort = new NodePort(this);
    private final Asker.Here itself = new Asker.Here(this);
    private final Unread unread;

    private final Reports reports;
    private final Traffic traffic;
    private final Ports ports;
    private final Registry registry;
    private final SideDoors doors = new SideDoors();
    private final Sweep sweep;
    private final Questions questions;
    private final Ends ends;
    private final Peers peers;
    private final Delivery delivery;
    private final FunctionTable functions = new FunctionTable();
    private final Spawns spawns;
    private final Exports exports = new Exports(this);
    private final RemoteNames remoteNames = new RemoteNames(this);
    private final Departed departed;
    private final Inspection inspection = new Inspection(this);
    private final NodeDatabase nodeDatabase;
    private final Database database;
    private final NodeTables tables;

    private final AtomicLong references = new AtomicLong();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Runnable restart; // set by who runs the node
    private volatile @Nullable Thread tracingCloser; // set by the thread that closes
    private volatile boolean leaving; // set by who drains the node, never cleared

    private Kernel(KernelConfig config) {
        this.config = config;
        this.timers = config.timers().apply(config.nodeId());
        this.executor = task -> config.virtualThreads().newThread(task).start();
        this.events = new Events(executor);
        this.tracing = new Tracing(
                this,
                events,
                executor,
                (self, to, message) -> answer(LocalPort.of(self), to, message),
                this::tracerGone);
        this.eventLog = config.logsAtOnce()
                ? EventLog.atOnce(events, timers::nanoTime)
                : EventLog.of(events, timers::nanoTime, this::later);
        this.turns = config.runNext() && config.checksByTime() ? new TurnTable() : null;
        this.parking = turns == null ? config.parking() : new UnselfishParking(config.parking(), turns);
        this.probe = new CarrierProbe(config, timers, turns == null ? () -> {} : turns::tick);
        this.unread = new Unread(config.unreadBytesMax());
        this.sweep = new Sweep(this);
        this.reports = new Reports(events, closing::get);
        this.traffic = new Traffic(this);
        this.ports = new Ports(this, new CallbackRunner(executor, probe, turns));
        this.tables = new NodeTables(events);
        this.registry = new Registry(reports, ports, config.peerNamesMax());
        this.questions = new Questions(this);
        this.ends = new Ends(this);
        this.peers = new Peers(this);
        this.delivery = new Delivery(this);
        this.departed = new Departed(timers::nanoTime);
        this.spawns = new Spawns(this, functions);
        this.nodeDatabase = new NodeDatabase(this);
        this.database = new DatabaseView(this, null);
        FlightReader.install(events);
        if (!config.logsAtOnce()) { // what a simulated node does must not depend on the environment
            Tracers.install(tracing);
        }
    }

    /** Runs a task of the node's own, which may block, on a thread of its own when so much time has passed. */
    private void later(long nanos, Runnable task) {
        Timer ignored = timers.at(timers.nanoTime() + nanos, () -> executor.execute(task));
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

    /** Whether a test has planted this bug. */
    public boolean has(Planted bug) {
        return config.planted().contains(bug);
    }

    /** The node's time. */
    public Timers timers() {
        return timers;
    }

    /** How threads of this node's ports wait. */
    public Parking parking() {
        return parking;
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

    @Override
    public Tracing tracing() {
        return tracing;
    }

    /** How ports end. */
    Ends ends() {
        return ends;
    }

    /** What this kernel tells of itself. */
    Reports reports() {
        return reports;
    }

    /** What this kernel tells of messages. */
    Traffic traffic() {
        return traffic;
    }

    /** The ports of this node. */
    Ports table() {
        return ports;
    }

    /** Looks for ports that do not take what they are sent. */
    Sweep sweep() {
        return sweep;
    }

    /** Further addresses of ports. */
    SideDoors doors() {
        return doors;
    }

    /** The questions that are open. */
    Questions questions() {
        return questions;
    }

    /** The other nodes. */
    Peers peers() {
        return peers;
    }

    /** The names that ports hold. */
    Registry registry() {
        return registry;
    }

    /** The last step of messages. */
    Delivery delivery() {
        return delivery;
    }

    /** Spawning by name. */
    Spawns spawns() {
        return spawns;
    }

    /** Functions that other nodes may call. */
    Exports exports() {
        return exports;
    }

    /** How ports have ended that were spawned by name. */
    Departed departed() {
        return departed;
    }

    // ---- ports ----

    @Override
    public String id() {
        return config.nodeId();
    }

    @Override
    public Port port(Consumer<CallbackPort> setup) {
        return ports.newCallbackPort(null, null, setup);
    }

    @Override
    public Port port(MailboxBound bound, Consumer<CallbackPort> setup) {
        return ports.newCallbackPort(null, Objects.requireNonNull(bound, "bound"), setup);
    }

    /**
     * Creates a port that is run by what {@code runner} makes for it from the start, and not yet reachable: {@link #publish}
     * makes it so.
     *
     * @param parent the port it is to end with; null for none
     * @param bound how much may wait in its mailbox; null for no bound
     * @throws IllegalStateException if the node is closed
     * @throws PortKilled if the parent has ended
     */
    public LocalPort newPort(
            @Nullable LocalPort parent, @Nullable MailboxBound bound, Function<LocalPort, Runner> runner) {
        return ports.newPort(parent, bound, runner);
    }

    /** A port that is served by callbacks, and a child of another one. */
    Port newChild(LocalPort parent, @Nullable MailboxBound bound, Consumer<CallbackPort> setup) {
        return ports.newCallbackPort(parent, bound, setup);
    }

    /** Makes a port reachable under its id. */
    public void publish(LocalPort port) {
        ports.publish(port);
    }

    /** Creates a port that begins with this entry, which sets its handlers; false if its name is taken. */
    boolean startPort(PortId id, ControlEntry start) {
        return ports.start(id, start);
    }

    @Override
    public void function(String name, StartFunction function) {
        functions.register(name, Objects.requireNonNull(function, "function"));
    }

    @Override
    public Port export(String name, RequestFunction function) {
        return exports.add(name, Objects.requireNonNull(function, "function"));
    }

    @Override
    public PortId spawn(Address where, String function, @Nullable Object... args) {
        return spawns.spawn(where, function, args, null);
    }

    /** An id that no port has had; its name begins with this. */
    PortId newId(String prefix) {
        return ports.newId(prefix);
    }

    /** The name of such an id. */
    String newName(String prefix) {
        return ports.newName(prefix);
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

    /** The ports that can be reached now, in no order. */
    public List<Port> livePorts() {
        return List.copyOf(ports.all());
    }

    /** The port with this name: that of its id, or one it is registered under. */
    @Nullable
    LocalPort find(String name) {
        LocalPort port = ports.find(name);
        return port != null ? port : registry.holder(name);
    }

    /** The port of this node with this id or name, also one that was spawned by name just now and is ending. */
    public @Nullable LocalPort find(PortId id) {
        if (!isLocal(id)) {
            return null;
        }
        LocalPort port = find(id.name());
        return port != null ? port : departed.port(id.name());
    }

    /** What other nodes can watch under this name: a port, another address of one, or the slot of a question. */
    @Nullable
    Watchable findWatchable(String name) {
        LocalPort port = find(name);
        if (port != null) {
            return port;
        }
        SideDoor door = doors.find(name);
        return door != null ? door : questions.find(name);
    }

    /** The same for an address, if it is that of a port of this node; null for the node itself. */
    @Nullable
    Watchable findHere(PortId id) {
        return isLocal(id) && !id.isNodePort() ? findWatchable(id.name()) : null;
    }

    // ---- questions ----

    @Override
    public CompletionStage<Message> ask(Address target, Duration timeout, Function<? super PortId, ?> question) {
        return ask(target, timeout, Protocol.of(Message.class), question);
    }

    @Override
    public <R> CompletionStage<R> ask(
            Address target, Duration timeout, Class<R> reply, Function<? super Ref<R>, ?> question) {
        return ask(target, timeout, Protocol.of(reply), slot -> question.apply(new Ref<>(slot)));
    }

    private <R> CompletionStage<R> ask(
            Address target, Duration timeout, Protocol<R> reply, Function<? super PortId, ?> question) {
        long nanos = Durations.nanos(timeout, "timeout");
        checkOpen();
        return StagedQuestion.ask(ports.newHiddenPort(), target, nanos, reply, question);
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
        return Inspection.describe(find(target.name()));
    }

    // ---- sending ----

    @Override
    public void send(Address to, @Nullable Object... elements) {
        send(to, Records.ofElements(elements), null);
    }

    @Override
    public <T> void send(Ref<T> to, T message) {
        send(to.id(), Protocol.messageOf(message), null);
    }

    @Override
    public void send(Address to, Message message) {
        send(to, message, null);
    }

    /** Sends a message in the name of a port, or, with null, in nobody's. */
    void send(Address to, Message message, @Nullable LocalPort sender) {
        Objects.requireNonNull(message, "message");
        parking().mayPause();
        PortId target = to.id();
        if (events.wantsAny(Events.SENDS)) {
            traffic.sent(target, message, sender);
        }
        if (target.node().equals(id())) {
            delivery.deliver(target, asDelivered(message));
        } else {
            peers.send(target, message.inListForm(), sender);
        }
    }

    /** A message of this node as its receiver gets it: as it was sent, unless this kernel is to show what travels. */
    Message asDelivered(Message message) {
        return config.listForm() ? Travelled.of(message) : message;
    }

    void deadLetter(PortId to, Message message, Event.DeadLetter.Cause cause) {
        reports.deadLetter(to, message, cause);
    }

    /**
     * Sends what somebody has asked the runtime for, in the name of a port, and does not wait for who is slow to take it: no
     * bound of a mailbox counts it, and a connection that takes too little is lost with it. To a node that is not connected
     * any more it is a dead letter.
     *
     * @throws IllegalArgumentException if it cannot be written; nothing was sent
     */
    public void answer(LocalPort sender, PortId to, Message message) {
        parking().mayPause();
        if (events.wantsAny(Events.SENDS)) {
            traffic.sent(to, message, sender);
        }
        if (isLocal(to)) {
            Message delivered = asDelivered(message);
            delivery.deliverUncounted(to, delivered, new MessageEntry(delivered));
        } else {
            peers.answer(to, message);
        }
    }

    /** Whether another node takes so little that who can wait with what he has to say should. */
    public boolean isCrowded(String node) {
        return peers.isCrowded(node);
    }

    /** A port has taken a message that it cannot read. */
    public void unreadable(PortId port, Message message) {
        reports.deadLetter(port, message, Event.DeadLetter.Cause.UNREADABLE);
    }

    void mailboxHigh(LocalPort port, int waiting) {
        reports.mailboxHigh(port, waiting);
    }

    @Override
    public Timer after(Duration delay, Address to, @Nullable Object... elements) {
        return after(delay, to, Records.ofElements(elements));
    }

    @Override
    public Timer after(Duration delay, Address to, Message message) {
        long nanos = Durations.nanos(delay, "delay");
        Objects.requireNonNull(message, "message");
        checkOpen();
        return MessageTimer.start(this, null, nanos, to.id(), message);
    }

    // ---- ends ----

    @Override
    public void kill(Address port, KillReason reason) {
        Objects.requireNonNull(reason, "reason");
        PortId target = port.id();
        if (target.isNodePort()) {
            throw new IllegalArgumentException("a node port cannot be killed: " + target);
        }
        parking().mayPause();
        if (target.node().equals(id())) {
            killLocal(target.name(), reason);
        } else {
            Message request =
                    Message.of("kil1", target.name()).with(reason.toList().toArray());
            peers.request(target.node(), request);
        }
    }

    void killLocal(String name, KillReason reason) {
        switch (findWatchable(name)) {
            case LocalPort port -> port.kill(reason);
            case SideDoor door -> door.owner().kill(reason);
            case ReplySlot slot -> slot.fail(reason);
            case null -> {}
        }
    }

    /** Takes an ending port out of the tables and tells of it. */
    void forget(LocalPort port, KillReason reason, boolean monitored, @Nullable Throwable cause) {
        if (port.isSpawned()) {
            departed.add(port.id().name(), port, reason); // before it cannot be found, so that one of the two tells
            spawns.ended(port.id().name());
        }
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

    @Override
    public Monitor keep(Address port, Object... objects) {
        return monitor(new Keeper(ports.newHiddenPort(), port.id(), List.of(objects)));
    }

    /** A number for a watch that no other watch has. */
    long nextReference() {
        return references.incrementAndGet();
    }

    /** Hangs a monitor where it belongs; on what is not there it fires at once. */
    <M extends LocalMonitor> M monitor(M monitor) {
        parking().mayPause();
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
                monitor.hangsOn(port);
            }
            if (port == null || !port.watch(monitor)) {
                monitor.fire(whyGone(watched));
            }
        }
    }

    /** What watchers are told of a port of this node that cannot be found. */
    KillReason whyGone(PortId watched) {
        KillReason end = departed.reason(watched.name());
        return end == null ? KillReason.NoSuchPort.monitoring(watched) : end;
    }

    /** Fires watches; one that fails, for want of memory it may be, does not keep the others from being told. */
    void fireAll(Collection<? extends Watch> watches, KillReason reason) {
        forEach(watches, watch -> watch.fire(reason));
    }

    /** Does something with each, whatever becomes of the others. */
    <T> void forEach(Collection<? extends T> all, Consumer<T> action) {
        for (T each : all) {
            guarded(each, action);
        }
    }

    /** Does something of an end; if it fails, what comes behind it is done all the same. */
    <T> void guarded(T what, Consumer<? super T> action) {
        try {
            action.accept(what);
        } catch (RuntimeException | Error e) {
            FailureLog.tell(LOG, "an end could not be told to all", e);
        }
    }

    /** Runs what may be code of users on a thread of its own, as soon as one is to be had. */
    void onThread(Runnable task) {
        try {
            executor.execute(task);
        } catch (RuntimeException | Error e) {
            Timer ignored = timers.at(timers.nanoTime() + NO_THREAD_NANOS, () -> onThread(task));
        }
    }

    // ---- nodes ----

    @Override
    public boolean isUp(String nodeId) {
        return nodeId.equals(id()) || peers.isUp(nodeId);
    }

    @Override
    public List<String> upNodes() {
        return peers.up();
    }

    @Override
    public Subscription onNodes(Consumer<? super NodeChange> callback) {
        Objects.requireNonNull(callback, "callback");
        return new NodeWatch.Callback(ports.newHiddenPort(), callback, true).start();
    }

    /** Who is told of nodes that come and go. */
    NodeWatches nodeWatches() {
        return peers.nodeWatches();
    }

    // ---- names ----

    @Override
    public void register(String name, Address address) {
        checkName(name);
        registry.bind(name, livePort(address));
    }

    /** As {@link #register}, for another node, which may have only so many names here. */
    void registerFor(String node, String name, Address address) {
        checkName(name);
        registry.bindFor(node, name, livePort(address));
    }

    private static void checkName(String name) {
        if (Questions.isSlot(Names.checked(name))) {
            throw new IllegalArgumentException("names that begin with ~ are for replies: \"" + name + '"');
        }
        if (SideDoor.isName(name)) {
            throw new IllegalArgumentException("names that begin with = are for channels: \"" + name + '"');
        }
    }

    @Override
    public void reregister(String name, Address address) {
        Objects.requireNonNull(name, "name");
        registry.rebind(name, livePort(address));
    }

    private LocalPort livePort(Address address) {
        Objects.requireNonNull(address, "port");
        PortId id = address.id();
        LocalPort port = isLocal(id) ? ports.find(id.name()) : null;
        if (port == null) {
            throw new IllegalArgumentException("not a live port of node " + id() + ": " + id);
        }
        return port;
    }

    @Override
    public boolean unregister(String name) {
        Objects.requireNonNull(name, "name");
        return registry.unbind(name);
    }

    @Override
    public Optional<PortId> whereis(String name) {
        Objects.requireNonNull(name, "name");
        return Optional.ofNullable(registry.holder(name)).map(LocalPort::id);
    }

    @Override
    public CompletionStage<PortId> register(String name, Address port, Duration timeout) {
        return remoteNames.register(name, port.id(), timeout);
    }

    @Override
    public CompletionStage<Boolean> unregister(Address where, String name, Duration timeout) {
        return remoteNames.unregister(where, name, timeout);
    }

    @Override
    public CompletionStage<Optional<PortId>> whereis(Address where, String name, Duration timeout) {
        return remoteNames.whereis(where, name, timeout);
    }

    @Override
    public List<String> names(Address port) {
        return here(port).map(registry::names).orElse(List.of());
    }

    // ---- the database ----

    @Override
    public Database database() {
        return database;
    }

    @Override
    public DataTables tables() {
        return tables;
    }

    /** For the runtime: what works behind {@link #database}. */
    public NodeDatabase nodeDatabase() {
        return nodeDatabase;
    }

    /** For the transport: where the other nodes are. */
    public Directory directory() {
        return nodeDatabase;
    }

    /** A context for one callback, in no table. */
    LocalPort newHiddenPort() {
        return ports.newHiddenPort();
    }

    // ---- for people and tools ----

    /** The live port of this node that an address names. */
    private Optional<LocalPort> here(Address address) {
        return isLocal(address) ? Optional.ofNullable(find(address.id().name())) : Optional.empty();
    }

    @Override
    public Optional<PortInfo> info(Address port) {
        return here(port).map(inspection::info);
    }

    @Override
    public List<PortId> ports() {
        return ports.all().stream().map(LocalPort::id).toList();
    }

    @Override
    public NodeStatistics statistics() {
        return inspection.statistics();
    }

    // ---- other nodes; for the transport ----

    /** Gives the node its transport, once, before it has links. */
    public void attach(Transport transport) {
        nodeDatabase.inNetwork();
        peers.attach(transport);
    }

    /** An attempt to connect to a node has come to nothing: what waits for it is lost, and monitors fire. */
    public void connectFailed(String node, String text) {
        peers.connectFailed(node, text);
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
        spawns.lost(link, text);
    }

    /**
     * A message from another node.
     *
     * @param account where it is booked until it is read
     * @param weight about how many bytes of heap it keeps
     */
    public void receive(Link link, String portName, Message message, Unread.Account account, long weight) {
        spawns.heard(link);
        if (portName.isEmpty()) {
            Peer peer = peers.find(link.node());
            if (peer != null) {
                nodePort.receive(new Asker.There(this, peer, link, account, weight), message);
            }
            return;
        }
        delivery.deliver(link, portName, message, account, weight);
    }

    /** For the transport: a packet has come that says nothing to anybody. */
    public void ignore(Link link, String what) {
        reports.ignored(link.node(), what);
    }

    /** A request that this node makes of itself. */
    void request(Message request) {
        nodePort.receive(itself, request);
    }

    // ---- the end of the node ----

    /** For the node service: what has this node end and start again; null if nobody would start it. */
    public @Nullable Runnable restart() {
        return restart;
    }

    /** For who runs the node: how it is started again. */
    public void restart(Runnable action) {
        restart = action;
    }

    KillReason closingReason() {
        return new KillReason.NodeClosed(id());
    }

    @Override
    public List<String> addresses() {
        return peers.addresses();
    }

    @Override
    public List<PortId> drain(Duration limit, List<? extends Port> ports) throws InterruptedException {
        checkOpen();
        return Drain.run(this, limit, ports.stream().map(this::local).toList());
    }

    /** Nobody new comes from now on, and nobody is told to come. */
    void leaves() {
        leaving = true;
        peers.stopAccepting();
        nodeDatabase.leave();
    }

    /** Whether it takes in nothing new. */
    boolean isLeaving() {
        return leaving;
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
        long start = parking().nanoTime();
        if (turns != null) {
            turns.close();
        }
        ends.closeBegins();
        peers.stopAccepting();
        LocalPort endedHere = ports.endAll(closingReason());
        LocalPort own = endedHere == null ? ends.current() : endedHere;
        questions.failAll(closingReason());
        nodeDatabase.close();
        ends.await(start + CLOSE_PORTS_NANOS, own == null ? 0 : own.depth());
        long end = start + CLOSE_NANOS;
        peers.close(Math.max(0, end - 3 * CLOSE_LEAST_NANOS - parking().nanoTime()));
        closeTracing(atLeast(end - CLOSE_LEAST_NANOS));
        probe.close();
        timers.close();
        try {
            closeLog(atLeast(end));
        } finally { // also when that to which the events are logged throws
            FlightReader.remove(events);
            closed.countDown();
        }
    }

    /** This deadline, or a moment from now if that is later. */
    private long atLeast(long deadline) {
        long now = parking().nanoTime();
        return now + Math.max(deadline - now, CLOSE_LEAST_NANOS);
    }

    /** What was published is logged; but a log may hang. */
    private void closeLog(long deadline) {
        Thread closer = Thread.currentThread();
        eventLog.end(() -> parking().unpark(closer));
        parking().await(eventLog, eventLog::isOver, deadline);
    }

    private void tracerGone() {
        Thread waiting = tracingCloser;
        if (waiting != null) {
            parking().unpark(waiting);
        }
    }

    /** Tracers see the end of the last port, and close their files; one that does not come to it is left to itself. */
    private void closeTracing(long deadline) {
        tracingCloser = Thread.currentThread();
        if (tracing.close() && !parking().await(tracing, tracing::areGone, deadline)) {
            LOG.warn("node {} closes although a tracer has not returned", id());
        }
        tracingCloser = null;
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
