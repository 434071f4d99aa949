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
     * The message that a record is, or a message as it is.
     *
     * @throws IllegalArgumentException if it is neither, or holds what no message can carry
     */
    public static Message toMessage(Object recordOrMessage) {
        if (recordOrMessage instanceof Message message) {
            return message;
        }
        if (!isRecord(recordOrMessage)) {
            throw new IllegalArgumentException("neither a record nor a Message: "
                    + recordOrMessage.getClass().getName() + ' ' + recordOrMessage);
        }
        return messageOf(recordOrMessage, recordOrMessage.getClass());
    }

    private static <T> Message messageOf(Object value, Class<T> type) {
        return Protocol.of(type).message(type.cast(value));
    }

    /**
     * The message of the elements given to a send: of a record that is alone, or of values.
     *
     * @throws IllegalArgumentException if one may not stand in a message
     */
    public static Message ofElements(@Nullable Object... elements) {
        Object only = elements.length == 1 ? elements[0] : null;
        return only != null && (only instanceof Message || isRecord(only)) ? toMessage(only) : Message.of(elements);
    }
}
