package io.loommp;

/**
 * What a port does with a message. Called by the port's runner, one message at a time, in order of arrival.
 *
 * <p><b>Blocking:</b> allowed; the port's other messages wait.
 */
@FunctionalInterface
public interface MessageHandler {

    /**
     * Handles one message; its tag stands at index 0.
     *
     * @throws Exception ends the port with the reason {@code die}
     */
    void handle(Message message) throws Exception;
}
