package io.loommp.database;

import io.loommp.Elements;
import io.loommp.Message;
import io.loommp.database.Request.Question;
import io.loommp.spi.ConfinedTo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests of other nodes, checking what they are before anybody uses them (security S27). What has no meaning is null;
 * single keys and values that are too large are left out, and everything is frozen.
 *
 * <p><b>Threads:</b> one, for one request.
 */
@ConfinedTo("who reads the request")
final class RequestReader {
    private static final int ADDRESSES_MAX = 1000;

    private boolean complete = true;

    /** Whether nothing of what was read has been left out. */
    boolean isComplete() {
        return complete;
    }

    /** The request that a message is; null if it is none, or has not its shape. */
    @Nullable
    Request read(Message m) {
        return switch (m.tag()) {
            case "g_global" -> new Request.Global();
            case "g_slave" -> slave(at(m, 1));
            case "g_set" -> whole(m);
            case "g_upd" ->
                difference(m, (family, set, deleted) -> new Request.Update(family, set, deleted, ranks(at(m, 4))));
            case "g_find" -> named(m, Request.Find::new);
            case "g_found" -> named(m, node -> found(node, at(m, 2)));
            case "g_db_family" -> query(Question.FAMILY, m);
            case "g_db_keys" -> query(Question.KEYS, m);
            case "g_db_values" -> query(Question.VALUES, m);
            case "g_reply" -> new Request.Reply(at(m, 1), Plain.frozen(at(m, 2)), isTrue(at(m, 3)));
            case "g_mon1" -> named(m, Request.Subscribe::new);
            case "g_mon0" -> named(m, Request.Unsubscribe::new);
            case "g_chg1" -> content(m);
            case "g_chg2" ->
                difference(m, (family, set, deleted) -> new Request.Changes(family, set, deleted, isTrue(at(m, 4))));
            default -> null;
        };
    }

    private static @Nullable Object at(Message m, int index) {
        return m.has(index) ? m.value(index) : null;
    }

    private static boolean isTrue(@Nullable Object mark) {
        Long number = Elements.longInteger(mark);
        return number != null && number == 1;
    }

    private static @Nullable String name(@Nullable Object value) {
        String name = Elements.text(value);
        return Bounds.isName(name) ? name : null;
    }

    /** The first argument, the name of a family or a node. */
    private static @Nullable String family(Message m) {
        return name(at(m, 1));
    }

    private static @Nullable Request named(Message m, Function<String, @Nullable Request> make) {
        String name = family(m);
        return name == null ? null : make.apply(name);
    }

    private @Nullable Request slave(@Nullable Object database) {
        if (database == null) {
            return new Request.BecomeGlobal();
        }
        return database instanceof Map<?, ?> map ? new Request.Slave(families(map)) : null;
    }

    private @Nullable Request whole(Message m) {
        return at(m, 1) instanceof Map<?, ?> map ? new Request.Whole(families(map), ranksOfFamilies(at(m, 2))) : null;
    }

    @FunctionalInterface
    private interface OfDifference {
        Request make(String family, Map<String, @Nullable Object> set, List<String> deleted);
    }

    /** A family, what is set in it, and what is deleted. */
    private @Nullable Request difference(Message m, OfDifference request) {
        String family = family(m);
        Map<String, @Nullable Object> set = mapOrNone(at(m, 2));
        List<String> deleted = namesOrNone(at(m, 3));
        return family == null || set == null || deleted == null ? null : request.make(family, set, deleted);
    }

    private @Nullable Request content(Message m) {
        String family = family(m);
        Map<String, @Nullable Object> all = mapOrNone(at(m, 2));
        return family == null || all == null ? null : new Request.Content(family, all, isTrue(at(m, 3)));
    }

    private static @Nullable Request query(Question question, Message m) {
        return Bounds.isName(Elements.text(at(m, 2)))
                ? named(m, family -> new Request.Query(question, family, at(m, 2), isTrue(at(m, 3))))
                : null;
    }

    private static @Nullable Request found(String node, @Nullable Object addresses) {
        if (addresses == null) {
            return new Request.Found(node, null);
        }
        return addresses instanceof List<?> list ? new Request.Found(node, addresses(list)) : null;
    }

    /** Those of the elements that can be addresses. */
    static List<String> addresses(List<? extends @Nullable Object> elements) {
        List<String> addresses = new ArrayList<>();
        for (Object element : elements) {
            if (element instanceof String address && Bounds.isName(address) && addresses.size() < ADDRESSES_MAX) {
                addresses.add(address);
            }
        }
        return List.copyOf(addresses);
    }

    private Map<String, Map<String, @Nullable Object>> families(Map<?, ?> database) {
        Map<String, Map<String, @Nullable Object>> families = new LinkedHashMap<>();
        database.forEach((name, content) -> {
            String family = name(name);
            Map<String, @Nullable Object> read = mapOrNone(content);
            if (family == null || read == null) {
                complete = false;
            } else {
                families.put(family, read);
            }
        });
        return families;
    }

    /** The entries of a map that may stand in the database; none for null, null for what is no map. */
    private @Nullable Map<String, @Nullable Object> mapOrNone(@Nullable Object value) {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            return null;
        }
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        map.forEach((name, content) -> {
            String key = name(name);
            if (key == null || !Bounds.isValue(content)) {
                complete = false;
            } else {
                entries.put(key, Plain.frozen(content));
            }
        });
        return entries;
    }

    private @Nullable List<String> namesOrNone(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            return null;
        }
        List<String> names = new ArrayList<>();
        for (Object element : list) {
            String name = name(element);
            if (name == null) {
                complete = false;
            } else {
                names.add(name);
            }
        }
        return names;
    }

    private static Map<String, Long> ranks(@Nullable Object value) {
        Map<String, Long> ranks = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> {
                Long rank = Elements.longInteger(element);
                if (key instanceof String name && rank != null && rank > 1 && rank < Shards.RANK_MAX) {
                    ranks.put(name, rank);
                }
            });
        }
        return ranks;
    }

    private static @Nullable Map<String, Map<String, Long>> ranksOfFamilies(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return null;
        }
        Map<String, Map<String, Long>> all = new LinkedHashMap<>();
        map.forEach((family, ranks) -> all.put(String.valueOf(family), ranks(ranks)));
        return all;
    }
}
