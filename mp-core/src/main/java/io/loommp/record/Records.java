package io.loommp.record;

import io.loommp.Message;
import org.jspecify.annotations.Nullable;

/** For the runtime: what is given to a send, as a message. */
public final class Records {
    private Records() {}

    /** Whether this is a record that is a message, and not one that is an element. */
    public static boolean isRecord(@Nullable Object value) {
        return value instanceof Record && !Survey.isElement(value.getClass());
    }

    /**
     * The message of the elements given to a send: of a record that is alone, or of values.
     *
     * @throws IllegalArgumentException if one may not stand in a message
     */
    public static Message ofElements(@Nullable Object... elements) {
        Object only = elements.length == 1 ? elements[0] : null;
        return only != null && (only instanceof Message || isRecord(only))
                ? Protocol.messageOf(only)
                : Message.of(elements);
    }
}
