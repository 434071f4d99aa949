package io.loommp.database;

import io.loommp.Message;
import io.loommp.spi.Planted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The database of one node: all that it decides.
 *
 * <p>A node has at most one master, a seed if one is connected, else another global node. It is its own master when it is a
 * global node itself: by being a seed of its own, or because another node asks it to.
 *
 * <p>{@link #advance} comes before any other call, with the time of it.
 *
 * <p><b>Threads:</b> one at a time.
 */
public final class DatabaseMachine {
    private static final int SEEDS_MAX = 10_000;

    private final Settings settings;
    private final String self;
    private final Consumer<Output> outputs;
    private final Predicate<String> hasRoom;
    private final Map<String, Line> lines = new HashMap<>(); // for nodes that take no more at the moment
    private final Line.Views views = new Views();
    private final Client client;
    private final Mesh mesh;
    private final Set<String> linked = new LinkedHashSet<>();
    private final Set<String> announced = new LinkedHashSet<>(); // connected nodes that have said they are global
    private final Set<String> seeds = new LinkedHashSet<>();
    private final Set<String> seedsOnDemand = new LinkedHashSet<>();
    private @Nullable GlobalRole global;
    private @Nullable String master;
    private boolean globalOnRequest = true;
    private long now;

    /**
     * What a node's database goes by.
     *
     * @param node the id of the node
     * @param retryNanosMax how long it waits at most before it tries again to connect to another global node
     * @param keysMax how many keys one node may set
     * @param toldOctetsMax how much of what its master tells it keeps, and of what has not come to its end; how much of what one
     *     other node has set and wants to be told, if it is a global node
     * @param planted bugs that a test wants to be found
     */
    public record Settings(String node, long retryNanosMax, int keysMax, long toldOctetsMax, Set<Planted> planted) {
        /** Without bugs. */
        public Settings(String node, long retryNanosMax, int keysMax, long toldOctetsMax) {
            this(node, retryNanosMax, keysMax, toldOctetsMax, Set.of());
        }

        /** The usual, for this node. */
        public static Settings of(String node, long retryNanosMax) {
            return new Settings(node, retryNanosMax, Bounds.KEYS_MAX, Bounds.TOLD_OCTETS_MAX);
        }

        /** With bugs. */
        public Settings withPlanted(Set<Planted> bugs) {
            return new Settings(node, retryNanosMax, keysMax, toldOctetsMax, bugs);
        }

        boolean has(Planted bug) {
            return planted.contains(bug);
        }
    }

    /** A node that is connected to nobody yet, and may say as much at once as it likes. */
    public DatabaseMachine(Settings settings, RandomGenerator random, Consumer<Output> outputs) {
        this(settings, random, outputs, node -> true);
    }

    /**
     * A node that is connected to nobody yet.
     *
     * @param hasRoom whether more can be said to a node now; if not, {@link #roomFor} is to be called when it can
     */
    public DatabaseMachine(
            Settings settings, RandomGenerator random, Consumer<Output> outputs, Predicate<String> hasRoom) {
        this.hasRoom = hasRoom;
        this.settings = settings;
        this.self = settings.node();
        this.outputs = outputs;
        this.client = new Client(
                this::toMaster,
                outputs,
                new Intake(settings.toldOctetsMax()),
                settings.has(Planted.CHANGE_OF_MASTER_HIDES_DIFFERENCE));
        this.mesh = new Mesh(
                settings.retryNanosMax(), random, linked::contains, node -> outputs.accept(new Output.Connect(node)));
    }

    // ---- time ----

    /** It is this late; what is due by now is done. */
    public void advance(long nanos) {
        now = nanos;
        mesh.tick(nanos);
    }

    /** When {@link #advance} is to be called at the latest; {@link Long#MAX_VALUE} if never. */
    public long nextNanos() {
        return mesh.next(now);
    }

    // ---- who uses the database ----

    /** Sets a key. */
    public void set(String family, String key, @Nullable Object value) {
        client.set(family, key, Plain.frozen(value));
        used();
    }

    /** Deletes keys that this node has set. */
    public void delete(String family, List<String> keys) {
        client.delete(family, keys);
    }

    /** Asks something about a family; the number of the {@link Output.Answered} to come. */
    public long query(Request.Question question, String family) {
        long id = client.query(question, family);
        used();
        return id;
    }

    /** Nobody waits for an answer any more. */
    public void forget(long query) {
        client.forget(query);
    }

    /** Subscribes to a family; the number of the {@link Output.Changed} to come. */
    public long subscribe(String family) {
        long id = client.subscribe(family);
        used();
        return id;
    }

    /** Ends a subscription. */
    public void unsubscribe(long subscription) {
        client.unsubscribe(subscription);
    }

    /** Connects to seeds that nobody else connects to. */
    private void used() {
        if (client.isUsed()) {
            seedsOnDemand.forEach(seed -> {
                metSeed(seed);
                mesh.add(seed, now);
            });
        }
    }

    /**
     * What a node can say of the whole database.
     *
     * @param global whether it is a global node, which holds all of it; another knows only what it has set itself
     * @param master the present master; null if there is none
     * @param families how many keys there are in each, by their names
     */
    public record Overview(boolean global, @Nullable String master, SortedMap<String, Integer> families) {}

    /** What this node can say: of at most so many families, the first whose names come behind this one. */
    public Overview overview(String after, int limit) {
        Map<String, Integer> sizes = global == null ? client.sizes() : global.sizes();
        SortedMap<String, Integer> families = new TreeMap<>();
        sizes.forEach((family, keys) -> {
            if (family.compareTo(after) > 0 && !Bounds.isInternal(family)) {
                families.put(family, keys);
                if (families.size() > limit) {
                    families.remove(families.lastKey());
                }
            }
        });
        return new Overview(global != null, master, families);
    }

    /** Which of these keys this node has set. */
    public List<String> own(String family, List<String> keys) {
        return keys.stream().filter(key -> client.has(family, key)).toList();
    }

    // ---- the transport ----

    /** Looks up where a node listens, for an {@link Output.Located}. */
    public void lookUp(String node) {
        List<String> ofLost = mesh.addressesOfLost(node);
        if (global != null && global.addresses(node).isEmpty() && !ofLost.isEmpty()) {
            outputs.accept(new Output.Located(node, ofLost));
        } else {
            client.lookUp(node);
        }
    }

    /** This node listens there. */
    public void listensOn(List<String> addresses) {
        client.set(Shards.LISTENERS, self, List.copyOf(addresses));
    }

    /** This node does not listen any more. */
    public void listensNowhere() {
        client.delete(Shards.LISTENERS, List.of(self));
    }

    /** This node was met at the address of a seed. */
    public void metSeed(String node) {
        if (seeds.size() < SEEDS_MAX && seeds.add(node) && linked.contains(node)) {
            send(node, new Request.BecomeGlobal());
            chooseMaster();
        }
    }

    /** This node is a seed. It is connected to, and told so, when the database is used, and not before. */
    public void metSeedOnDemand(String node) {
        seedsOnDemand.add(node);
        used();
    }

    /** A seed is this node itself, or it has none: it becomes a global node. */
    public void metItself() {
        becomeGlobal();
    }

    /** Whether it becomes a global node when another node asks it to; it does unless this says otherwise. */
    public void globalOnRequest(boolean may) {
        globalOnRequest = may;
    }

    /** Another node is connected. */
    public void linkUp(String node) {
        linked.add(node);
        mesh.linkUp(node);
        if (global != null) {
            send(node, new Request.Global());
        }
        if (seeds.contains(node)) {
            send(node, new Request.BecomeGlobal());
        }
        chooseMaster();
    }

    /** Another node is no longer connected. */
    public void linkDown(String node) {
        linked.remove(node);
        announced.remove(node);
        lines.remove(node);
        if (global != null) {
            global.linkDown(node);
        }
        mesh.linkDown(node, now);
        if (node.equals(master)) {
            master = null;
            client.masterLost();
            chooseMaster();
        }
    }

    /** A request of a connected node, its name first; false if it was ignored, in whole or in part. */
    public boolean request(String from, Message message) {
        RequestReader reader = new RequestReader();
        Request request = reader.read(message);
        if (request == null) {
            return false;
        }
        if (!linked.contains(from)) {
            return true; // it is just going
        }
        boolean taken = receive(from, request);
        return taken && reader.isComplete();
    }

    private boolean receive(String from, Request request) {
        return switch (request) {
            case Request.Global g -> {
                announced.add(from);
                if (global != null) {
                    global.announced(from);
                } else {
                    chooseMaster();
                }
                yield true;
            }
            case Request.BecomeGlobal b -> globalOnRequest ? becomeGlobal() : global != null;
            case Request.Slave slave -> {
                if (globalOnRequest) {
                    becomeGlobal();
                }
                yield global != null && global.receive(from, slave);
            }
            case Request.Reply r -> ofMaster(from, r);
            case Request.Found f -> ofMaster(from, f);
            case Request.Content c -> ofMaster(from, c);
            case Request.Changes c -> ofMaster(from, c);
            default -> global != null && global.receive(from, request);
        };
    }

    /** What others than the master say came too late; that is no fault of theirs. */
    private boolean ofMaster(String from, Request request) {
        return !from.equals(master) || client.receive(request);
    }

    // ---- roles ----

    private void chooseMaster() {
        if (master != null) {
            return;
        }
        String chosen = global != null ? self : firstLinked(seeds);
        if (chosen == null) {
            chosen = firstLinked(announced);
        }
        if (chosen != null) {
            master = chosen;
            client.masterChosen(chosen.equals(self));
        }
    }

    private @Nullable String firstLinked(Set<String> candidates) {
        Iterator<String> linkedOnes =
                candidates.stream().filter(linked::contains).iterator();
        return linkedOnes.hasNext() ? linkedOnes.next() : null;
    }

    private boolean becomeGlobal() {
        if (global != null) {
            return true;
        }
        if (master != null) {
            Line line = lines.get(master);
            if (line != null) {
                line.leaveMaster();
            }
            client.leaveMaster();
            master = null;
        }
        GlobalRole role = new GlobalRole(settings, client, new GlobalRole.Surroundings() {
            @Override
            public void send(String node, Request request) {
                DatabaseMachine.this.send(node, request);
            }

            @Override
            public boolean owesWhole(String node) {
                Line line = lines.get(node);
                return line != null && line.owesWhole();
            }

            @Override
            public boolean owesFamily(String node, String family) {
                Line line = lines.get(node);
                return line != null && line.owesFamily(family);
            }

            @Override
            public void answer(String node, Request.Query query) {
                DatabaseMachine.this.answer(node, query);
            }

            @Override
            public void member(String node, boolean isMember) {
                if (node.equals(self)) {
                    return;
                }
                if (isMember) {
                    mesh.add(node, now);
                } else if (!seedsOnDemand.contains(node)) {
                    mesh.remove(node);
                }
            }

            @Override
            public void lost(String node, List<String> addresses) {
                mesh.lost(node, addresses, now);
            }

            @Override
            public void refused(String node, String what) {
                outputs.accept(new Output.Refused(node, what));
            }
        });
        global = role;
        client.set(Shards.GLOBALS, self, null);
        chooseMaster();
        linked.forEach(node -> send(node, new Request.Global()));
        new ArrayList<>(announced).forEach(role::announced);
        return true;
    }

    /** Whether this is a global node. */
    public boolean isGlobal() {
        return global != null;
    }

    /** The present master; null if there is none. */
    public @Nullable String master() {
        return master;
    }

    private void toMaster(Request request) {
        if (master != null) {
            send(master, request);
        }
    }

    /** To another node, or within this one, which is its own master then. */
    private void send(String node, Request request) {
        if (!node.equals(self)) {
            if (mayBeSaid(node)) {
                say(node, request);
            } else {
                lineTo(node).add(request, node.equals(master));
                checkLine(node);
            }
        } else if (global != null && !global.receive(self, request)) {
            client.receive(request);
        }
    }

    private void say(String node, Request request) {
        boolean asSlave = node.equals(master) && request instanceof Request.Update;
        Message message = asSlave ? ((Request.Update) request).ofSlave() : request.message();
        outputs.accept(new Output.Send(node, message));
    }

    private void answer(String node, Request.Query query) {
        if (node.equals(self) || mayBeSaid(node)) {
            views.answer(query, piece -> send(node, piece));
        } else {
            lineTo(node).ask(query);
            checkLine(node);
        }
    }

    // ---- nodes that take no more at the moment ----

    private boolean mayBeSaid(String node) {
        return !lines.containsKey(node) && hasRoom.test(node);
    }

    private Line lineTo(String node) {
        return lines.computeIfAbsent(node, n -> new Line());
    }

    private void checkLine(String node) {
        Line line = lineTo(node);
        if (!line.isClosed() && line.isOverfull(views)) {
            line.close();
            outputs.accept(new Output.Overloaded(node));
        }
    }

    /** A node takes more again, of which that has been said that it does not. */
    public void roomFor(String node) {
        Line line = lines.get(node);
        if (line == null || line.isClosed()) {
            return;
        }
        do { // once in any case: others may have filled the room already, again and again
            Request next = line.next(views);
            if (next == null) {
                lines.remove(node);
                return;
            }
            say(node, next);
        } while (hasRoom.test(node));
    }

    private final class Views implements Line.Views {
        @Override
        public boolean read(
                Line.Kind kind,
                String family,
                String key,
                Map<String, @Nullable Object> values,
                Map<String, Long> ranks) {
            GlobalRole role = global;
            return switch (kind) {
                case OWN -> client.read(family, key, values);
                case SLAVES -> role != null && role.shards().readOfSlaves(family, key, values, ranks);
                case MERGED -> role != null && role.shards().read(family, key, values);
            };
        }

        @Override
        public void answer(Request.Query query, Consumer<Request> to) {
            GlobalRole role = global;
            if (role != null) {
                Pieces.send(query, role.answer(query), to);
            }
        }

        @Override
        public long size() {
            return client.size() + (global == null ? 0 : global.shards().size());
        }

        @Override
        public long octets() {
            return global == null ? 0 : global.shards().octets();
        }
    }
}
