package io.loommp.kernel;

import io.loommp.DatabaseChange;
import io.loommp.record.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes of the changes of a family those of its records of a type: what becomes a record is added, what was one and is none
 * any more is deleted.
 *
 * <p><b>Threads:</b> one at a time, each change once and in order.
 */
public final class TypedChanges<T> implements Function<DatabaseChange<@Nullable Object>, @Nullable DatabaseChange<T>> {
    private final Protocol<T> protocol;
    private @Nullable TypedMap<T> before;

    /** For one who is told of no change yet. */
    public TypedChanges(Protocol<T> protocol) {
        this.protocol = protocol;
    }

    /** The change of the records; null if there is none. */
    @Override
    public @Nullable DatabaseChange<T> apply(DatabaseChange<@Nullable Object> change) {
        TypedMap<T> old = before;
        TypedMap<T> now = new TypedMap<>(change.all(), protocol);
        before = now;
        List<String> added = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        List<String> deleted = new ArrayList<>();
        Stream.of(change.added(), change.changed(), change.deleted())
                .flatMap(List::stream)
                .forEach(key -> place(key, old != null && old.containsKey(key), now, added, changed, deleted));
        DatabaseChange<T> typed = new DatabaseChange<>(change.family(), now, added, changed, deleted);
        return old == null || !typed.isEmpty() ? typed : null;
    }

    private static void place(
            String key,
            boolean was,
            Map<String, ?> now,
            List<String> added,
            List<String> changed,
            List<String> deleted) {
        boolean is = now.containsKey(key);
        if (is) {
            (was ? changed : added).add(key);
        } else if (was) {
            deleted.add(key);
        }
    }
}
