package io.loommp.kernel;

import io.loommp.Message;
import io.loommp.MessageHandler;
import io.loommp.RecordHandler;
import io.loommp.record.Protocol;
import org.jspecify.annotations.Nullable;

/** The handler of one type's messages, set under each of its tags; it takes only what converts. */
final class TypedHandler<T> implements MessageHandler {
    private final Protocol<T> protocol;
    private final RecordHandler<? super T> handler;

    private TypedHandler(Protocol<T> protocol, RecordHandler<? super T> handler) {
        this.protocol = protocol;
        this.handler = handler;
    }

    /** Sets or replaces the handlers of all tags of a type. */
    static <T> void set(LocalPort port, Class<T> type, RecordHandler<? super T> handler) {
        Protocol<T> protocol = Protocol.of(type);
        MessageHandler typed = new TypedHandler<>(protocol, handler);
        protocol.tags().forEach(tag -> port.on(tag, typed));
    }

    /** Removes the handlers of all tags of a type. */
    static void remove(LocalPort port, Class<?> type) {
        Protocol.of(type).tags().forEach(tag -> port.on(tag, null));
    }

    /** What handles this message, which has one of the tags; null if it does not convert. */
    @Nullable
    MessageHandler fitting(Message message) {
        try {
            T read = protocol.read(message);
            return read == null ? null : sameMessage -> handler.handle(read);
        } catch (RuntimeException
                | Error e) { // of users' code, which records have on both sides; where it is handled it ends the port
            return sameMessage -> {
                throw e;
            };
        }
    }

    @Override
    public void handle(Message message) throws Exception {
        MessageHandler fitting = fitting(message);
        if (fitting != null) {
            fitting.handle(message);
        }
    }
}
