package io.loommp.record;

import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.PortId;
import org.jspecify.annotations.Nullable;

/**
 * What a message is when a value of a certain type is wanted: itself, the record it was made of or that it converts to, or its
 * only element.
 *
 * <p><b>Threads:</b> any.
 */
public final class Unwrap {
    private Unwrap() {}

    /** Whether a type may be that of records, so that messages convert to it. */
    public static boolean isOfRecords(Class<?> type) {
        if (!type.isRecord() && !(type.isInterface() && type.isSealed())) {
            return false;
        }
        try {
            return !Protocol.of(type).tags().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * The value of this type in a message; null if there is none.
     *
     * @param convert whether a list may be converted: {@link #isOfRecords} of the type
     */
    public static <T> @Nullable T as(Message message, Class<T> type, boolean convert) {
        if (type == Message.class) {
            return type.cast(message);
        }
        Object content = message.content();
        if (content != null) {
            return type.isInstance(content)
                    ? type.cast(content)
                    : convert ? Protocol.of(type).read(message) : null;
        }
        Object only = message.size() == 1 ? message.value(0) : null;
        if (type.isInstance(only)) {
            return type.cast(only);
        }
        if (type == PortId.class && only instanceof String) {
            return type.cast(portIn(message));
        }
        return convert ? Protocol.of(type).read(message) : null;
    }

    private static @Nullable PortId portIn(Message message) {
        try {
            PortId id = message.port(0);
            return id.isNodePort() ? null : id; // any text would be the id of a node
        } catch (MessageShapeException e) {
            return null;
        }
    }
}
