package io.loommp.database;

import io.loommp.database.Request.Changes;
import io.loommp.database.Request.Content;
import io.loommp.database.Request.Query;
import io.loommp.database.Request.Reply;
import io.loommp.database.Request.Slave;
import io.loommp.database.Request.Update;
import io.loommp.database.Request.Whole;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what is to be said into requests that fit into packets, however large a database is. What is said in several pieces
 * means the same: all of these requests add.
 *
 * <p><b>Threads:</b> any.
 */
final class Pieces {
    /** A piece is at most this long, and one value more. */
    static final long OCTETS = 256 << 10;

    private Pieces() {}

    /** Entries of one family, as many as belong into one packet. */
    private record Piece(Map<String, @Nullable Object> set, List<String> deleted) {}

    private static List<Piece> cut(Map<String, @Nullable Object> set, List<String> deleted) {
        Cutter cutter = new Cutter();
        set.forEach(
                (key, value) -> cutter.piece(octets(key) + octets(value)).set.put(key, value));
        deleted.forEach(key -> cutter.piece(octets(key)).deleted.add(key));
        return cutter.pieces;
    }

    private static long octets(@Nullable Object value) {
        return Bounds.octets(value);
    }

    /** Begins a piece when the one before is full. */
    private static final class Cutter {
        private final List<Piece> pieces = new ArrayList<>(1);
        private long octets; // of the last one

        Cutter() {
            begin();
        }

        private void begin() {
            pieces.add(new Piece(new LinkedHashMap<>(), new ArrayList<>()));
            octets = 0;
        }

        /** Where so many more octets belong. */
        Piece piece(long more) {
            if (octets >= OCTETS) {
                begin();
            }
            octets += more;
            return pieces.get(pieces.size() - 1);
        }
    }

    /** An update in pieces. */
    static void send(Update update, Consumer<? super Update> to) {
        for (Piece piece : cut(update.set(), update.deleted())) {
            Map<String, Long> ranks = new LinkedHashMap<>();
            if (!update.ranks().isEmpty()) {
                piece.set.keySet().forEach(key -> {
                    Long rank = update.ranks().get(key);
                    if (rank != null) {
                        ranks.put(key, rank);
                    }
                });
            }
            to.accept(new Update(update.family(), piece.set, piece.deleted, ranks));
        }
    }

    /** Changes for a subscriber, in pieces. */
    static void send(Changes changes, Consumer<? super Request> to) {
        send(changes.family(), cut(changes.set(), changes.deleted()).iterator(), to);
    }

    /** The content of a family for a subscriber: what does not fit comes as changes behind it. */
    static void send(Content content, Consumer<? super Request> to) {
        if (content.all() == null) {
            to.accept(content);
            return;
        }
        Iterator<Piece> pieces = cut(content.all(), List.of()).iterator();
        to.accept(new Content(content.family(), pieces.next().set, pieces.hasNext()));
        send(content.family(), pieces, to);
    }

    private static void send(String family, Iterator<Piece> pieces, Consumer<? super Request> to) {
        while (pieces.hasNext()) {
            Piece piece = pieces.next();
            to.accept(new Changes(family, piece.set, piece.deleted, pieces.hasNext()));
        }
    }

    /** The answer to a question, which may come in pieces. */
    static void send(Query query, Object result, Consumer<? super Request> to) {
        Iterator<?> pieces = query.inPieces() ? pieces(result) : List.of(result).iterator();
        while (pieces.hasNext()) {
            Object piece = pieces.next();
            to.accept(new Reply(query.id(), piece, pieces.hasNext()));
        }
    }

    private static Iterator<?> pieces(Object result) {
        if (result instanceof Map<?, ?> map) {
            Cutter cutter = new Cutter();
            map.forEach((key, value) ->
                    cutter.piece(octets(key) + octets(value)).set.put((String) key, value));
            return cutter.pieces.stream().map(Piece::set).iterator();
        }
        List<List<@Nullable Object>> lists = new ArrayList<>(List.of(new ArrayList<>()));
        long octets = 0;
        for (Object element : (List<?>) result) {
            if (octets >= OCTETS) {
                lists.add(new ArrayList<>());
                octets = 0;
            }
            octets += octets(element);
            lists.getLast().add(element);
        }
        return lists.iterator();
    }

    /** The whole database of a slave: what does not fit comes as updates behind it. */
    static void send(Slave slave, Consumer<? super Request> to) {
        Map<String, Map<String, @Nullable Object>> first = new LinkedHashMap<>();
        List<Update> rest = rest(slave.updates(), first, new LinkedHashMap<>());
        to.accept(new Slave(first));
        rest.forEach(to);
    }

    /** The whole database of a global node: what does not fit comes as updates behind it. */
    static void send(Whole whole, Consumer<? super Request> to) {
        Map<String, Map<String, @Nullable Object>> first = new LinkedHashMap<>();
        Map<String, Map<String, Long>> ranks = new LinkedHashMap<>();
        List<Update> rest = rest(whole.updates(), first, ranks);
        to.accept(new Whole(first, whole.ranks() == null ? null : ranks));
        rest.forEach(to);
    }

    /** Puts what belongs into the first request, and the ranks of that, into the two maps, and returns the rest. */
    private static List<Update> rest(
            List<Update> families,
            Map<String, Map<String, @Nullable Object>> first,
            Map<String, Map<String, Long>> firstRanks) {
        List<Update> rest = new ArrayList<>();
        long[] octets = {0};
        families.forEach(family -> send(family, update -> {
            octets[0] += Bounds.octets((Object) update.set());
            if (rest.isEmpty() && (first.isEmpty() || octets[0] <= OCTETS)) {
                first.put(update.family(), update.set());
                if (!update.ranks().isEmpty()) {
                    firstRanks.put(update.family(), update.ranks());
                }
            } else {
                rest.add(update);
            }
        }));
        return rest;
    }
}
