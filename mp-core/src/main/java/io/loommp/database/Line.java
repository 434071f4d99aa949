package io.loommp.database;

import io.loommp.database.Request.Changes;
import io.loommp.database.Request.Content;
import io.loommp.database.Request.Query;
import io.loommp.database.Request.Slave;
import io.loommp.database.Request.Update;
import io.loommp.database.Request.Whole;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said to a node that takes no more at the moment. Of families it keeps which keys have changed, and reads their
 * values when their turn has come: however long it takes, and however often they change, they are said once.
 *
 * <p><b>Threads:</b> one at a time. <b>Limits:</b> twice as many keys as the database holds and 100,000 more, which are gone;
 * 200,000 requests; of the names in all of that twice as many octets as the database has, and a 32nd of the heap more, at
 * least 4 MiB and at most 64 MiB. What this node says to its master of its own is nobody else's to make too long: only its
 * number counts.
 */
final class Line {
    private static final int ITEMS_MAX = 200_000;
    private static final int GONE_MAX = 100_000;
    static final long GONE_OCTETS_MAX = Math.clamp(Runtime.getRuntime().maxMemory() / 32, 4L << 20, 64L << 20);

    private final Deque<Request> begun = new ArrayDeque<>(); // the rest of an answer
    private final Deque<Item> items = new ArrayDeque<>();
    private final Map<Stream, Stretch> stretches = new HashMap<>();
    private int keys;
    private long octets; // of the names that wait
    private int wholes; // that stand in it
    private boolean closed;

    /** Whose values are said. */
    enum Kind {
        /** What this node has set, to its master. */
        OWN,
        /** What the slaves of this node hold together, to another global node. */
        SLAVES,
        /** What counts, to who has subscribed. */
        MERGED
    }

    private record Stream(Kind kind, String family) {}

    /** The values as they are now. */
    interface Views {
        /** Puts the value of a key into a map, and its rank, if it has one, into another; false if there is no such key. */
        boolean read(
                Kind kind, String family, String key, Map<String, @Nullable Object> values, Map<String, Long> ranks);

        /** Answers a question, in pieces. */
        void answer(Query query, Consumer<Request> to);

        /** How many keys there are. */
        long size();

        /** About how much they and their values take. */
        long octets();
    }

    private sealed interface Item {}

    private record Said(Request request, long octets) implements Item {}

    private record Asked(Query query, long octets) implements Item {}

    /** Keys of a family whose present values are to be said. */
    private static final class Stretch implements Item {
        final Stream stream;
        final Set<String> keys = new LinkedHashSet<>();
        boolean opens; // it is the whole family

        Stretch(Stream stream) {
            this.stream = stream;
        }
    }

    /** Something is to be said, behind all else. */
    void add(Request request, boolean toMaster) {
        if (closed) {
            return;
        }
        switch (request) {
            case Update update -> {
                Stretch stretch = stretch(toMaster ? Kind.OWN : Kind.SLAVES, update.family());
                add(stretch, update.set().keySet());
                add(stretch, update.deleted());
            }
            case Slave slave -> {
                forget(Kind.OWN);
                say(new Slave(Map.of()), toMaster);
                slave.database().forEach((family, all) -> add(stretch(Kind.OWN, family), all.keySet()));
            }
            case Whole whole -> {
                forget(Kind.SLAVES); // else what it begins with would wipe out what stands before it
                say(new Whole(Map.of(), whole.ranks() == null ? null : Map.of()), toMaster);
                whole.database().forEach((family, all) -> add(stretch(Kind.SLAVES, family), all.keySet()));
            }
            case Content content -> {
                Stretch stretch = stretch(Kind.MERGED, content.family());
                stretch.opens = true;
                add(stretch, content.all() == null ? List.of() : content.all().keySet());
            }
            case Changes changes -> {
                Stretch stretch = stretch(Kind.MERGED, changes.family());
                add(stretch, changes.set().keySet());
                add(stretch, changes.deleted());
            }
            default -> say(request, toMaster);
        }
    }

    private void say(Request request, boolean toMaster) {
        long its = toMaster ? 0 : Bounds.octets(request.message().toList());
        items.add(new Said(request, its));
        octets += its;
        wholes += request instanceof Whole ? 1 : 0;
    }

    /** Whether all that the slaves of this node hold is yet to be said, so that to say it again would say nothing. */
    boolean owesWhole() {
        return closed || wholes > 0;
    }

    /** The same of a family. */
    boolean owesFamily(String family) {
        Stretch stretch = stretches.get(new Stream(Kind.MERGED, family));
        return closed || (stretch != null && stretch.opens);
    }

    /** A question is to be answered, behind all else. */
    void ask(Query query) {
        if (!closed) {
            long its = Bounds.octets(query.message().toList());
            items.add(new Asked(query, its));
            octets += its;
        }
    }

    private Stretch stretch(Kind kind, String family) {
        return stretches.computeIfAbsent(new Stream(kind, family), stream -> {
            Stretch made = new Stretch(stream);
            items.add(made);
            return made;
        });
    }

    private void add(Stretch stretch, Collection<String> more) {
        for (String key : more) {
            if (stretch.keys.add(key)) {
                keys++;
                octets += octets(stretch, key);
            }
        }
    }

    private static long octets(Stretch stretch, String key) {
        return stretch.stream.kind == Kind.OWN ? 0 : Bounds.octets((Object) key);
    }

    /** Whether it is more than may wait. */
    boolean isOverfull(Views views) {
        return items.size() > ITEMS_MAX
                || (keys > GONE_MAX && keys > GONE_MAX + 2 * views.size())
                || (octets > GONE_OCTETS_MAX && octets > GONE_OCTETS_MAX + 2 * views.octets());
    }

    /** Nothing more is said. */
    void close() {
        closed = true;
        begun.clear();
        items.clear();
        stretches.clear();
        keys = 0;
        octets = 0;
        wholes = 0;
    }

    boolean isClosed() {
        return closed;
    }

    /** The node is this one's master no more. */
    void leaveMaster() {
        forget(Kind.OWN);
    }

    private void forget(Kind kind) {
        items.removeIf(item -> item instanceof Stretch stretch && stretch.stream.kind == kind && forgotten(stretch));
    }

    private boolean forgotten(Stretch stretch) {
        stretches.remove(stretch.stream, stretch);
        keys -= stretch.keys.size();
        stretch.keys.forEach(key -> octets -= octets(stretch, key));
        return true;
    }

    /** What is said next; null if that was all. */
    @Nullable
    Request next(Views views) {
        while (begun.isEmpty() && !items.isEmpty()) {
            switch (items.element()) {
                case Said said -> {
                    items.remove();
                    octets -= said.octets;
                    wholes -= said.request instanceof Whole ? 1 : 0;
                    return said.request;
                }
                case Asked asked -> {
                    items.remove();
                    octets -= asked.octets;
                    views.answer(asked.query, begun::add);
                }
                case Stretch stretch -> {
                    stretches.remove(
                            stretch.stream,
                            stretch); // what changes from now on stands behind all else, or it might never end
                    Request piece = piece(stretch, views);
                    if (stretch.keys.isEmpty()) {
                        items.remove();
                    }
                    return piece;
                }
            }
        }
        return begun.poll();
    }

    private Request piece(Stretch stretch, Views views) {
        Stream stream = stretch.stream;
        Map<String, @Nullable Object> set = new LinkedHashMap<>();
        Map<String, Long> ranks = new LinkedHashMap<>();
        List<String> deleted = new ArrayList<>();
        Iterator<String> left = stretch.keys.iterator();
        for (long length = 0; left.hasNext() && length < Pieces.OCTETS; keys--) {
            String key = left.next();
            left.remove();
            octets -= octets(stretch, key);
            length += Bounds.octets((Object) key);
            if (views.read(stream.kind, stream.family, key, set, ranks)) {
                length += Bounds.octets(set.get(key));
            } else {
                deleted.add(key);
            }
        }
        boolean more = left.hasNext();
        if (stream.kind != Kind.MERGED) {
            return new Update(stream.family, set, deleted, ranks);
        } else if (stretch.opens) {
            stretch.opens = false;
            return new Content(stream.family, set.isEmpty() && !more ? null : set, more);
        }
        return new Changes(stream.family, set, deleted, more);
    }
}
