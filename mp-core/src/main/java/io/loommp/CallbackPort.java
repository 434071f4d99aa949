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

    /** Sets or replaces the default handler. */
    CallbackPort onMessage(MessageHandler handler);

    /** Removes the handler of a tag, if there is one. */
    CallbackPort off(String tag);
}
