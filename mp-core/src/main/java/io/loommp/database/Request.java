package io.loommp.database;

import io.loommp.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What nodes say to each other about the database: the requests {@code g_…} of the protocol (aemp.md 5.5).
 *
 * <p><b>Threads:</b> any.
 */
public sealed interface Request {
    /** The names of all these requests. */
    Set<String> NAMES = Set.of(
            "g_global",
            "g_slave",
            "g_set",
            "g_upd",
            "g_find",
            "g_found",
            "g_db_family",
            "g_db_keys",
            "g_db_values",
            "g_reply",
            "g_mon1",
            "g_mon0",
            "g_chg1",
            "g_chg2");

    /** As it stands on the wire, without the port in front. */
    Message message();

    /** "I am a global node." */
    record Global() implements Request {
        @Override
        public Message message() {
            return Message.of("g_global");
        }
    }

    /** "Become a global node, if you are none." */
    record BecomeGlobal() implements Request {
        @Override
        public Message message() {
            return Message.of("g_slave");
        }
    }

    /** "You are my master; this is what I have set." It adds to what was said before. */
    record Slave(Map<String, Map<String, @Nullable Object>> database) implements Request {
        /** The same, family by family. */
        List<Update> updates() {
            List<Update> updates = new ArrayList<>(database.size());
            for (Map.Entry<String, Map<String, @Nullable Object>> entry : database.entrySet()) {
                updates.add(new Update(entry.getKey(), entry.getValue(), List.of()));
            }
            return updates;
        }

        @Override
        public Message message() {
            return Message.of("g_slave", database);
        }
    }

    /**
     * Of one global node to another: "this is what my slaves have set."
     *
     * @param ranks those that are not 1; null if a node of another kind says this, which knows none
     */
    record Whole(
            Map<String, Map<String, @Nullable Object>> database,
            @Nullable Map<String, Map<String, Long>> ranks) implements Request {
        /** The same, family by family. */
        List<Update> updates() {
            List<Update> updates = new ArrayList<>(database.size());
            for (String family : database.keySet()) {
                updates.add(new Update(family, family(family), List.of(), ranks(family)));
            }
            return updates;
        }

        /** What a family holds. */
        Map<String, @Nullable Object> family(String family) {
            Map<String, @Nullable Object> found = database.get(family);
            return found == null ? Map.of() : found;
        }

        /** The ranks in a family. */
        Map<String, Long> ranks(String family) {
            Map<String, Long> found = ranks == null ? null : ranks.get(family);
            return found == null ? Map.of() : found;
        }

        @Override
        public Message message() {
            return ranks == null ? Message.of("g_set", database) : Message.of("g_set", database, ranks);
        }
    }

    /**
     * "This has been set and deleted": of a slave to its master, and of one global node to another.
     *
     * @param ranks between global nodes: those that are not 1
     */
    record Update(String family, Map<String, @Nullable Object> set, List<String> deleted, Map<String, Long> ranks)
            implements Request {

        /** One of a slave, which knows no ranks. */
        Update(String family, Map<String, @Nullable Object> set, List<String> deleted) {
            this(family, set, deleted, Map.of());
        }

        @Override
        public Message message() {
            return ranks.isEmpty()
                    ? Message.of("g_upd", family, set, deleted)
                    : Message.of("g_upd", family, set, deleted, ranks);
        }

        /** As slaves write it: what is empty is left out, or null. */
        Message ofSlave() {
            return deleted.isEmpty()
                    ? Message.of("g_upd", family, set)
                    : Message.of("g_upd", family, set.isEmpty() ? null : set, deleted);
        }
    }

    /** "Where does this node listen?" */
    record Find(String node) implements Request {
        @Override
        public Message message() {
            return Message.of("g_find", node);
        }
    }

    /** "It listens there"; nowhere that is known, if the list is null. */
    record Found(String node, @Nullable List<String> addresses) implements Request {
        @Override
        public Message message() {
            return Message.of("g_found", node, addresses);
        }
    }

    /** What can be asked about a family. */
    enum Question {
        /** All keys with their values. */
        FAMILY("g_db_family"),
        /** All keys. */
        KEYS("g_db_keys"),
        /** All values. */
        VALUES("g_db_values");

        private final String tag;

        Question(String tag) {
            this.tag = tag;
        }

        String tag() {
            return tag;
        }
    }

    /**
     * A question about a family; the answer is to carry the id.
     *
     * @param inPieces whether the answer may come in pieces; nodes of another kind do not know that, and answer in one
     */
    record Query(Question question, String family, @Nullable Object id, boolean inPieces) implements Request {
        @Override
        public Message message() {
            return inPieces ? Message.of(question.tag(), family, id, 1) : Message.of(question.tag(), family, id);
        }
    }

    /**
     * The answer to a question.
     *
     * @param result null if there can be no answer
     * @param more whether it is a piece, and another one follows
     */
    record Reply(@Nullable Object id, @Nullable Object result, boolean more) implements Request {
        @Override
        public Message message() {
            return more ? Message.of("g_reply", id, result, 1) : Message.of("g_reply", id, result);
        }
    }

    /** "Tell me how this family changes." */
    record Subscribe(String family) implements Request {
        @Override
        public Message message() {
            return Message.of("g_mon1", family);
        }
    }

    /** "Tell me no more of it." */
    record Unsubscribe(String family) implements Request {
        @Override
        public Message message() {
            return Message.of("g_mon0", family);
        }
    }

    /**
     * "This is the whole family"; null if there is nothing in it.
     *
     * @param more whether it is the beginning of it, and the rest follows as changes; nodes of another kind do not know that
     */
    record Content(String family, @Nullable Map<String, @Nullable Object> all, boolean more) implements Request {
        @Override
        public Message message() {
            return more ? Message.of("g_chg1", family, all, 1) : Message.of("g_chg1", family, all);
        }
    }

    /**
     * "This has changed in the family."
     *
     * @param more whether more follows before it is as it should be
     */
    record Changes(String family, Map<String, @Nullable Object> set, List<String> deleted, boolean more)
            implements Request {
        @Override
        public Message message() {
            return more ? Message.of("g_chg2", family, set, deleted, 1) : Message.of("g_chg2", family, set, deleted);
        }
    }
}
