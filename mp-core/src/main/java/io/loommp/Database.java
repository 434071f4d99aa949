package io.loommp;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The database that all nodes of a network share: families of keys with values. It is small and made for addresses: who
 * offers something registers a port in a family, who looks for it monitors the family and sends to what it finds; nodes that
 * are not connected yet then connect, if the one that offers listens.
 *
 * <p>A node sets keys in its own name. All nodes see them, and they vanish with the node. Several nodes may set one key: the
 * last value counts, and when its node deletes it, that of another one. No node can delete what another one has set.
 *
 * <p>The node tells its <em>master</em>, a seed that is connected or another global node, which tells all others; a node
 * without a network, or without seeds, is its own. What is set meanwhile is told when there is a master, and answers wait
 * for one. There is no promise of what is seen during a partition; afterwards all nodes agree, within seconds.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 *
 * <p><b>Limits:</b> names of families and keys have 1 to 4,096 octets in UTF-8, values 1 MiB, and one node sets at most
 * 1,000,000 keys: what it sets beyond is not taken in by others. Values are what may stand in a message, and arrive as in
 * one: port ids as texts. A family that is asked for as a whole has to fit into a packet; monitors have no such limit.
 *
 * <p><b>Failures:</b> everything here throws {@link IllegalArgumentException} for a name that is empty or too long, or of a
 * family that begins with {@code '}, and {@link IllegalStateException} when the node is closed.
 *
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP">AnyEvent::MP, whose db_set, db_mon and so on these are</a>
 */
public interface Database {

    /**
     * Sets a key.
     *
     * @param value what may stand in a message; nothing in it may be changed from now on
     * @return the entry, to delete it again
     * @throws IllegalArgumentException if the value may not stand in a message, or is too large
     */
    DatabaseEntry set(String family, String key, @Nullable Object value);

    /** Sets a key whose value is null: for families that are sets. */
    default DatabaseEntry set(String family, String key) {
        return set(family, key, null);
    }

    /** Deletes keys, as far as this node has set them. */
    void delete(String family, String... keys);

    /**
     * Sets the id of a port as a key, and deletes it when the port ends: the way to offer a port to the network.
     *
     * @return the entry, to delete it before
     * @throws IllegalArgumentException if the value may not stand in a message, or is too large
     */
    DatabaseEntry register(String family, Address port, @Nullable Object value);

    /** Sets the id of a port as a key whose value is null; see {@link #register(String, Address, Object)}. */
    default DatabaseEntry register(String family, Address port) {
        return register(family, port, null);
    }

    /**
     * What a family holds, as soon as there is a master to say so; what this node has set before is in it. What depends on the
     * stage runs on a thread of its own, and may block. It fails with {@link IllegalStateException} when the node is closed.
     */
    CompletionStage<Map<String, @Nullable Object>> family(String family);

    /** The keys of a family; see {@link #family(String)}. */
    CompletionStage<List<String>> keys(String family);

    /** The values of a family; see {@link #family(String)}. */
    CompletionStage<List<@Nullable Object>> values(String family);

    /**
     * Runs a callback with what a family holds, as soon as there is a master to say so, and then with each of its changes.
     * When another master says it, only what differs is told.
     *
     * <p>The callback runs in the context of the port whose {@link Self#database} this is, and ends with it. From
     * {@link Node#database} it runs on a thread of its own, which may block, one call at a time; what it throws ends it.
     *
     * @return the watch, to end it
     */
    DatabaseMonitor monitor(String family, Consumer<? super DatabaseChange<@Nullable Object>> callback);

    /**
     * A family whose values are records of one type, as messages are: {@code new Info("x", 1)} is {@code ["info", "x", 1]}.
     * What other nodes have put there and is none is not seen.
     *
     * @param type a record or a sealed interface of records
     * @throws IllegalArgumentException if the type cannot be the type of messages, naming what is wrong
     */
    <T> Family<T> family(String family, Class<T> type);
}
