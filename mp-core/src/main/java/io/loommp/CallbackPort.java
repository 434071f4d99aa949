package io.loommp;

/**
 * A port that is served by callbacks, as its own code sees it. Its handlers run one at a time, in order of arrival.
 *
 * <p>A message goes to the handler of its tag, else to the default handler. A port without a default handler ends with
 * {@code unhandled_message} when none fits.
 *
 * <p><b>Threads:</b> handlers are set before the port can be reached (in {@link Node#port}), later by the port's own code.
 */
public interface CallbackPort extends Self {

    /** Sets or replaces the handler of a tag. */
    CallbackPort on(String tag, MessageHandler handler);

    /**
     * Sets or replaces the handler of all tags of this type's messages. A message with one of these tags that does not
     * convert goes to the default handler, as if there were none for its tag.
     *
     * @param type a record or a sealed interface of records
     * @throws IllegalArgumentException if the type cannot be the type of messages, naming what is wrong
     */
    <T> CallbackPort on(Class<T> type, RecordHandler<? super T> handler);

    /**
     * Sets or replaces the default handler.
     *
     * @throws IllegalStateException if the port's own code has given it a thread, or it runs on that already: the mailbox is in
     *     the place of a default handler, and stays there
     */
    CallbackPort onMessage(MessageHandler handler);

    /** Removes the handler of a tag, if there is one. */
    CallbackPort off(String tag);

    /** Removes the handlers of all tags of this type's messages. */
    CallbackPort off(Class<?> type);
}
