package io.loommp.database;

import io.loommp.DatabaseChange;
import io.loommp.Elements;
import io.loommp.database.Request.Update;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a node has set itself, what it wants to know, and the master to whom it says so; for a global node that is itself.
 *
 * <p>What a master has not answered is asked again of the next one. A change of masters shows to subscribers as the
 * difference of what the two know.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Client {
    private static final int ID_RADIX = 36;
    private static final int LOOK_UPS_MAX = 10_000;

    private final Consumer<Request> toMaster;
    private final Consumer<Output> outputs;
    private final boolean hidesDifference; // a planted bug
    private final Map<String, Map<String, @Nullable Object>> local = new LinkedHashMap<>();
    private final Map<String, Replica> replicas = new LinkedHashMap<>();
    private final Map<Long, String> subscribed = new LinkedHashMap<>();
    private final Map<Long, Request.Query> queries = new LinkedHashMap<>();
    private final Intake intake;
    private final Map<Long, Intake.Pile> begun = new HashMap<>(); // answers of which pieces have come
    private final Set<String> tooLarge = new LinkedHashSet<>(); // families of which not all was taken
    private final Set<String> lookUps = new LinkedHashSet<>();
    private boolean hasMaster;
    private long ids;
    private long rounds; // masters that there have been

    /** {@code toMaster} is only given something while there is one. */
    Client(Consumer<Request> toMaster, Consumer<Output> outputs, Intake intake, boolean hidesDifference) {
        this.intake = intake;
        this.hidesDifference = hidesDifference;
        this.toMaster = toMaster;
        this.outputs = outputs;
    }

    // ---- masters ----

    /** There is no master any more. */
    void masterLost() {
        hasMaster = false;
        begun.values().forEach(Intake.Pile::end);
        begun.clear();
        rounds++; // of an answer that is under way the end may come still, and must not pass for the next one's
        queries.replaceAll(
                (id, query) -> new Request.Query(query.question(), query.family(), wireId(id), query.inPieces()));
        replicas.values().forEach(Replica::masterChanged);
        tooLarge.clear();
    }

    /**
     * There is a master, who is told what this node has set and wants to know.
     *
     * @param isSelf whether it is this node
     */
    void masterChosen(boolean isSelf) {
        hasMaster = true;
        intake.bounded(!isSelf);
        Pieces.send(new Request.Slave(local), toMaster);
        // of copies: a master that is this node itself answers at once
        List.copyOf(lookUps).forEach(node -> toMaster.accept(new Request.Find(node)));
        List.copyOf(replicas.keySet()).forEach(family -> toMaster.accept(new Request.Subscribe(family)));
        List.copyOf(queries.values()).forEach(toMaster);
    }

    /** Takes back what was subscribed to, of a master that is left but not lost. */
    void leaveMaster() {
        replicas.keySet().forEach(family -> toMaster.accept(new Request.Unsubscribe(family)));
        masterLost();
    }

    private void tell(Request request) {
        if (hasMaster) {
            toMaster.accept(request);
        }
    }

    /** Whether somebody on this node uses the database; where it listens does not count. */
    boolean isUsed() {
        return !queries.isEmpty()
                || !replicas.isEmpty()
                || local.keySet().stream().anyMatch(family -> !Bounds.isInternal(family));
    }

    // ---- what this node sets ----

    /** Sets a key. */
    void set(String family, String key, @Nullable Object value) {
        Map<String, @Nullable Object> keys = local.computeIfAbsent(family, f -> new LinkedHashMap<>());
        boolean same = keys.containsKey(key) && Elements.equal(keys.get(key), value);
        keys.put(key, value);
        if (!same) {
            Map<String, @Nullable Object> set = new LinkedHashMap<>();
            set.put(key, value);
            tell(new Update(family, set, List.of()));
        }
    }

    /** Deletes keys that this node has set. */
    void delete(String family, List<String> keys) {
        Map<String, @Nullable Object> present = local.get(family);
        if (present == null) {
            return;
        }
        Set<String> deleted = new LinkedHashSet<>(keys);
        deleted.retainAll(present.keySet());
        if (!deleted.isEmpty()) {
            present.keySet().removeAll(deleted);
            if (present.isEmpty()) {
                local.remove(family);
            }
            tell(new Update(family, Map.of(), List.copyOf(deleted)));
        }
    }

    /** The value of a key that this node has set goes into a map; false if it has not. */
    boolean read(String family, String key, Map<String, @Nullable Object> values) {
        Map<String, @Nullable Object> keys = local.get(family);
        boolean present = keys != null && keys.containsKey(key);
        if (keys != null && present) {
            values.put(key, keys.get(key));
        }
        return present;
    }

    /** How many keys this node has set. */
    long size() {
        return local.values().stream().mapToLong(Map::size).sum();
    }

    /** Whether this node has set a key. */
    boolean has(String family, String key) {
        return local.getOrDefault(family, Map.of()).containsKey(key);
    }

    /** How many keys this node has set in each family. */
    Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        local.forEach((family, keys) -> sizes.put(family, keys.size()));
        return sizes;
    }

    // ---- what this node asks ----

    /** Asks something about a family; the number that the answer will carry. */
    long query(Request.Question question, String family) {
        long id = ++ids;
        Request.Query query = new Request.Query(question, family, wireId(id), true);
        queries.put(id, query);
        tell(query);
        return id;
    }

    private String wireId(long id) {
        // with a letter, so that no node on its way takes it for a number
        return "q" + Long.toString(id, ID_RADIX) + (rounds == 0 ? "" : "." + rounds);
    }

    /** Nobody waits for this answer any more. */
    void forget(long query) {
        queries.remove(query);
        Intake.Pile pile = begun.remove(query);
        if (pile != null) {
            pile.end();
            askAnew();
        }
    }

    /** Looks up where a node listens. */
    void lookUp(String node) {
        if (lookUps.add(node)) {
            if (lookUps.size() > LOOK_UPS_MAX) {
                lookUps.remove(lookUps.iterator().next()); // who still wants to know will ask again
            }
            tell(new Request.Find(node));
        }
    }

    /** Subscribes to a family; the number that its changes will carry. */
    long subscribe(String family) {
        long id = ++ids;
        subscribed.put(id, family);
        Replica replica = replicas.get(family);
        if (replica == null) {
            Replica made = new Replica(family, intake, hidesDifference);
            made.subscriptions().add(id);
            replicas.put(family, made);
            tell(new Request.Subscribe(family));
        } else {
            replica.subscriptions().add(id);
            var first = replica.first();
            if (first != null) {
                outputs.accept(new Output.Changed(id, first));
            }
        }
        return id;
    }

    /** Ends a subscription. */
    void unsubscribe(long subscription) {
        String family = subscribed.remove(subscription);
        Replica replica = family == null ? null : replicas.get(family);
        if (family != null && replica != null) {
            replica.subscriptions().remove(subscription);
            if (replica.subscriptions().isEmpty()) {
                replicas.remove(family);
                tooLarge.remove(family);
                replica.forget();
                tell(new Request.Unsubscribe(family));
                askAnew();
            }
        }
    }

    /** There may be room now for what there was too much of. */
    private void askAnew() {
        for (String family : List.copyOf(tooLarge)) {
            Replica replica = replicas.get(family);
            if (replica != null && replica.asksAnew()) {
                tell(new Request.Subscribe(family));
            }
        }
    }

    // ---- what the master says ----

    /** Takes in what the master says; false if it has no meaning here, or is too much. */
    boolean receive(Request request) {
        return switch (request) {
            case Request.Reply reply -> answered(reply);
            case Request.Found found -> {
                if (lookUps.remove(found.node())) {
                    List<String> addresses = found.addresses();
                    outputs.accept(new Output.Located(found.node(), addresses == null ? List.of() : addresses));
                }
                yield true;
            }
            case Request.Content content -> {
                Replica replica = replicas.get(content.family());
                Map<String, @Nullable Object> all = content.all();
                yield replica == null
                        || isTaken(
                                content.family(), replica, r -> r.whole(all == null ? Map.of() : all, content.more()));
            }
            case Request.Changes changes -> {
                Replica replica = replicas.get(changes.family());
                yield replica == null
                        || isTaken(
                                changes.family(),
                                replica,
                                r -> r.changes(changes.set(), changes.deleted(), changes.more()))
                        || changes.set().isEmpty();
            }
            default -> false;
        };
    }

    /** False if it is too much. */
    private boolean isTaken(
            String family, Replica replica, Function<Replica, @Nullable DatabaseChange<@Nullable Object>> news) {
        long before = intake.all();
        DatabaseChange<@Nullable Object> change = news.apply(replica);
        if (change != null) {
            replica.subscriptions().forEach(id -> outputs.accept(new Output.Changed(id, change)));
        }
        boolean taken = !replica.isTooLarge();
        boolean ignored = taken ? tooLarge.remove(family) : tooLarge.add(family);
        if (intake.all() < before) {
            askAnew();
        }
        return taken;
    }

    private boolean answered(Request.Reply reply) {
        String text = Elements.text(reply.id());
        if (text == null || !text.startsWith("q")) {
            return false;
        }
        long id;
        try {
            int end = text.indexOf('.');
            id = Long.parseLong(text.substring(1, end < 0 ? text.length() : end), ID_RADIX);
        } catch (NumberFormatException e) {
            return false;
        }
        Request.Query query = queries.get(id);
        if (query == null || !text.equals(query.id())) {
            return true; // it was asked of two masters, and the other one was faster, or is asked anew
        }
        if (reply.result() == null) {
            fail(id, "its master has no answer");
            return true;
        }
        Object result = shaped(query.question(), reply.result());
        if (result == null) {
            return false;
        }
        if (!begun.containsKey(id) && !reply.more()) {
            end(id, result);
            return true;
        }
        Intake.Pile pile = begun.computeIfAbsent(id, i -> intake.new Pile());
        boolean taken = result instanceof Map<?, ?> map ? pile.add(map) : pile.add((List<?>) result);
        if (!taken) {
            fail(id, "the answer of its master is too large");
        } else if (!reply.more()) {
            end(id, result instanceof Map<?, ?> ? pile.map() : pile.list());
        }
        return taken;
    }

    private void end(long id, Object result) {
        forget(id);
        outputs.accept(new Output.Answered(id, result));
    }

    private void fail(long id, String why) {
        forget(id);
        outputs.accept(new Output.Failed(id, why));
    }

    /** The result, if it is what was asked for. */
    private static @Nullable Object shaped(Request.Question question, @Nullable Object result) {
        return switch (question) {
            case FAMILY -> result instanceof Map<?, ?> map ? map : null;
            case KEYS ->
                result instanceof List<?> list && list.stream().allMatch(Client::isText)
                        ? list.stream().map(Elements::text).toList()
                        : null;
            case VALUES -> result instanceof List<?> list ? list : null;
        };
    }

    private static boolean isText(@Nullable Object element) {
        return Elements.text(element) != null;
    }
}
