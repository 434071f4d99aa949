package io.loommp.loom;

import io.loommp.Database;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The database as a port with a thread has it: the same, and questions that wait for their answer.
 *
 * <p><b>Threads:</b> reads: the port's own thread; the rest: any. <b>Blocking:</b> reads wait for a master and his answer, as
 * the receives of {@link ThreadSelf} wait: meanwhile callbacks of the port run, and a kill ends the wait.
 */
public interface ThreadDatabase extends Database {

    /** What a family holds; what this node has set before is in it. */
    Map<String, @Nullable Object> readFamily(String family);

    /** What a family holds, if there is an answer in this time. */
    Optional<Map<String, @Nullable Object>> readFamily(String family, Duration timeout);

    /** The keys of a family. */
    List<String> readKeys(String family);

    /** The keys of a family, if there is an answer in this time. */
    Optional<List<String>> readKeys(String family, Duration timeout);

    /** The values of a family. */
    List<@Nullable Object> readValues(String family);

    /** The values of a family, if there is an answer in this time. */
    Optional<List<@Nullable Object>> readValues(String family, Duration timeout);

    /** Has the changes of a family come to this port, to be received one by one, also by {@link ThreadSelf#select}. */
    Changes<@Nullable Object> changes(String family);

    /**
     * Has the changes of a family come whose values are records of one type; what is none is not seen.
     *
     * @param type a record or a sealed interface of records
     * @throws IllegalArgumentException if the type cannot be the type of messages, naming what is wrong
     */
    <T> Changes<T> changes(String family, Class<T> type);
}
