package io.loommp;

/**
 * What a port does with a record that it has been sent. Called by the port's runner, one message at a time, in order of
 * arrival.
 *
 * <p><b>Blocking:</b> allowed; the port's other messages wait.
 *
 * @param <T> the record, or the sealed interface of records, that is handled
 */
@FunctionalInterface
public interface RecordHandler<T> {

    /**
     * Handles one record. If it was sent on this node, it is the sender's own.
     *
     * @throws Exception ends the port with the reason {@code die}
     */
    void handle(T message) throws Exception;
}
