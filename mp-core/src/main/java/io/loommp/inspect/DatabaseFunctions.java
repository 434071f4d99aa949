package io.loommp.inspect;

import io.loommp.PortId;
import io.loommp.Self;
import io.loommp.database.DatabaseMachine;
import io.loommp.kernel.Kernel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the service {@code database}. Families and keys can be asked of the database by every node; these are for
 * what cannot: which families there are, and keys that stay when the node that wants them set is gone.
 */
final class DatabaseFunctions {
    private static final int LIMIT_MAX = 1000;

    private DatabaseFunctions() {}

    static List<Served> all(Kernel kernel) {
        return List.of(new Families(kernel), new Put(kernel), new Delete(kernel));
    }

    /** {@code loommp::db_families}: those that this node knows of, by their names; a global node knows all. */
    private record Families(Kernel kernel) implements Served {
        @Override
        public Set<String> known() {
            return Set.of("after", "limit");
        }

        @Override
        public @Nullable Map<String, @Nullable Object> serve(Self self, PortId asker, Options options) throws Refusal {
            Consumer<DatabaseMachine.Overview> answer =
                    self.bind((DatabaseMachine.Overview overview) -> Answer.ok(self, asker, describe(overview)));
            kernel.nodeDatabase()
                    .overview(options.text("after", ""), options.number("limit", LIMIT_MAX, 1, LIMIT_MAX), answer);
            return null;
        }

        private static Map<String, @Nullable Object> describe(DatabaseMachine.Overview overview) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("global", overview.global());
            map.put("master", overview.master());
            map.put("families", overview.families());
            return map;
        }
    }

    /** {@code loommp::db_set}: sets a key in the name of this node, until that deletes it or ends. */
    private record Put(Kernel kernel) implements Served {
        @Override
        public Set<String> known() {
            return Set.of("family", "key", "value");
        }

        @Override
        public Map<String, @Nullable Object> serve(Self self, PortId asker, Options options) throws Refusal {
            try {
                var ignored =
                        kernel.database().set(options.text("family"), options.text("key"), options.value("value"));
                return Map.of();
            } catch (IllegalArgumentException e) {
                throw Refusal.arguments(String.valueOf(e.getMessage()));
            }
        }
    }

    /** {@code loommp::db_del}: deletes keys, as far as this node has set them, and says which these were. */
    private record Delete(Kernel kernel) implements Served {
        @Override
        public Set<String> known() {
            return Set.of("family", "keys");
        }

        @Override
        public @Nullable Map<String, @Nullable Object> serve(Self self, PortId asker, Options options) throws Refusal {
            String family = options.text("family");
            List<String> keys = options.texts("keys");
            Consumer<List<String>> answer =
                    self.bind((List<String> own) -> Answer.ok(self, asker, Map.of("deleted", own)));
            try {
                kernel.nodeDatabase().own(family, keys, answer);
                kernel.database().delete(family, keys.toArray(String[]::new));
                return null;
            } catch (IllegalArgumentException e) {
                throw Refusal.arguments(String.valueOf(e.getMessage()));
            }
        }
    }
}
