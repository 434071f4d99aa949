package io.loommp;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A family of the database whose values are of one type; see {@link Database#family(String, Class)}.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 *
 * @param <T> a record or a sealed interface of records
 */
public interface Family<T> {

    /** Its name. */
    String name();

    /** Sets a key; see {@link Database#set(String, String, Object)}. */
    DatabaseEntry set(String key, T value);

    /** Deletes keys, as far as this node has set them. */
    void delete(String... keys);

    /** Sets the id of a port as a key until it ends; see {@link Database#register(String, Address, Object)}. */
    DatabaseEntry register(Address port, T value);

    /** What the family holds of this type; see {@link Database#family(String)}. */
    CompletionStage<Map<String, T>> entries();

    /** Runs a callback with what the family holds of this type, and with each change of that; see {@link Database#monitor}. */
    DatabaseMonitor monitor(Consumer<? super DatabaseChange<T>> callback);
}
