package io.loommp.kernel;

import io.loommp.DataTables;
import io.loommp.Message;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import io.loommp.record.Unwrap;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Two maps, one in the other.
 *
 * <p>Drop and purge put another table in the place of one. Whoever had looked it up before goes on in the old one; that counts
 * as done before the drop, which is right, since it had begun before the drop was over, and nobody finds the old one later.
 */
final class NodeTables implements DataTables {
    private final ConcurrentHashMap<String, Table> tables = new ConcurrentHashMap<>();
    private final Events events;

    /** With a bus that is told of changes. */
    NodeTables(Events events) {
        this.events = events;
    }

    private record Table(ConcurrentHashMap<String, Object> entries) {
        Table() {
            this(new ConcurrentHashMap<>());
        }
    }

    /** Last: whoever is told and looks is to find it. */
    private void changed(String table, @Nullable String key) {
        if (events.wants(Event.Kind.TABLE_CHANGED)) {
            events.publish(new Event.TableChanged(table, key));
        }
    }

    /** Those of a table that is about to be written to, which makes it. */
    private ConcurrentHashMap<String, Object> made(String table) {
        Table found = tables.get(Objects.requireNonNull(table, "table"));
        if (found != null) {
            return found.entries;
        }
        if (tables.mappingCount() >= TABLES_MAX) {
            throw new IllegalStateException(
                    "there are %d tables, no more will be made: \"%s\"".formatted(TABLES_MAX, table));
        }
        return tables.computeIfAbsent(table, name -> new Table()).entries;
    }

    /** Those of a table that is only looked at; of one that there is not, none. */
    private Map<String, Object> present(String table) {
        Table found = tables.get(Objects.requireNonNull(table, "table"));
        return found == null ? Map.of() : found.entries;
    }

    @Override
    public void publish(String table, String key, Message wrapped) {
        set(table, key, wrapped);
    }

    @Override
    public void set(String table, String key, Object value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        ConcurrentHashMap<String, Object> entries = made(table);
        checkRoom(table, key, entries);
        entries.put(key, value);
        changed(table, key);
    }

    private static void checkRoom(String table, String key, ConcurrentHashMap<String, Object> entries) {
        if (entries.mappingCount() >= ENTRIES_MAX && !entries.containsKey(key)) {
            throw new IllegalStateException(
                    "table \"%s\" has %d keys, no more will be taken: \"%s\"".formatted(table, ENTRIES_MAX, key));
        }
    }

    @Override
    public <T> Optional<T> get(String table, String key, Class<T> type) {
        return Optional.ofNullable(as(present(table).get(Objects.requireNonNull(key, "key")), type));
    }

    private static <T> @Nullable T as(@Nullable Object value, Class<T> type) {
        Class<T> boxed = boxed(type);
        if (boxed.isInstance(value)) {
            return boxed.cast(value);
        }
        return value instanceof Message message ? Unwrap.as(message, boxed, Unwrap.isOfRecords(boxed)) : null;
    }

    @SuppressWarnings("unchecked") // int.class is a Class<Integer>
    private static <T> Class<T> boxed(Class<T> type) {
        return type.isPrimitive()
                ? (Class<T>) java.lang.invoke.MethodType.methodType(type).wrap().returnType()
                : type;
    }

    @Override
    public void clear(String table, String key) {
        Objects.requireNonNull(key, "key");
        Table found = tables.get(Objects.requireNonNull(table, "table"));
        if (found != null && found.entries.remove(key) != null) {
            changed(table, key);
        }
    }

    @Override
    public void purge(String table) {
        if (tables.computeIfPresent(Objects.requireNonNull(table, "table"), (name, present) -> new Table()) != null) {
            changed(table, null);
        }
    }

    @Override
    public void drop(String table) {
        if (tables.remove(Objects.requireNonNull(table, "table")) != null) {
            changed(table, null);
        }
    }

    @Override
    public Set<String> tables() {
        return Set.copyOf(tables.keySet());
    }

    @Override
    public Set<String> keys(String table) {
        return Set.copyOf(present(table).keySet());
    }

    @Override
    public Map<String, Object> snapshot(String table) {
        return Collections.unmodifiableMap(new HashMap<>(present(table))); // copyOf refuses a key that is met twice
    }

    @Override
    public <T> T update(String table, String key, Class<T> type, UnaryOperator<@Nullable T> change) {
        Objects.requireNonNull(key, "key");
        ConcurrentHashMap<String, Object> entries = made(table);
        checkRoom(table, key, entries);
        Object made = entries.compute(
                key, (k, value) -> Objects.requireNonNull(change.apply(as(value, type)), "what the change makes"));
        changed(table, key);
        return boxed(type).cast(made);
    }
}
