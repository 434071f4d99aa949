package io.loommp;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The data tables of a node: one for each management agent's id, or whatever else they are called, of values of any type by
 * texts. They are open to all code of the node, outlive their agents, live as long as the node, and are kept nowhere else.
 *
 * <p>The first value that is set makes a table; looking at one that there is not makes none. A table is linearizable:
 * when {@link #drop}, {@link #set} and {@link #get} are called in one thread, one after the other, the last returns what the
 * second has set, unless others set meanwhile. Each change is told on the event bus, as
 * {@link io.loommp.manage.Event.TableChanged}, if anybody wants that.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never. <b>Limits:</b> about {@value #TABLES_MAX} tables, and
 * {@value #ENTRIES_MAX} keys in each.
 *
 * @see <a href="https://hackage.haskell.org/package/distributed-process-0.5.0">Control.Distributed.Process.Management, whose
 *     tables these are</a>
 */
public interface DataTables {
    /** How many keys a table has at most, give or take those that are set at the same moment. */
    int ENTRIES_MAX = 100_000;

    /** How many tables a node has at most, give or take those that are made at the same moment. */
    int TABLES_MAX = 10_000;

    /**
     * Sets a key to what a message wraps: its record or only element, or itself; what it is read as decides.
     *
     * @throws IllegalStateException as {@link #set}
     */
    void publish(String table, String key, Message wrapped);

    /**
     * Sets a key; visible to every thread when this returns. The value is shared, so it should be immutable.
     *
     * @throws IllegalStateException if the table is full, or is a new one and there are too many; {@link #drop} makes room
     */
    void set(String table, String key, Object value);

    /** The value of a key; empty if there is none, or it is of another type, and then it stays. */
    <T> Optional<T> get(String table, String key, Class<T> type);

    /** Removes a key, if there is one. */
    void clear(String table, String key);

    /** Removes all keys, and keeps the table if there is one. */
    void purge(String table);

    /** Removes the table. */
    void drop(String table);

    /** The names of the tables that there are. */
    Set<String> tables();

    /** The keys of a table at this moment. */
    Set<String> keys(String table);

    /** What a table holds; what is set meanwhile may be in it or not. */
    Map<String, Object> snapshot(String table);

    /**
     * Sets a key to what a function makes of its value, as one step: no other change comes between.
     *
     * @param type of the value; one of another type counts as none
     * @param change given null if there is none; short, and without other uses of this table. When it throws, no key changes
     * @throws IllegalStateException as {@link #set}
     */
    <T> T update(String table, String key, Class<T> type, UnaryOperator<@Nullable T> change);
}
