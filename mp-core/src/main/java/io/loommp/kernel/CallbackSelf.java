package io.loommp.kernel;

import io.loommp.CallbackPort;
import io.loommp.MessageHandler;
import io.loommp.RecordHandler;
import java.util.Objects;

/** A callback port as its own code sees it. */
final class CallbackSelf extends PortSelf implements CallbackPort {

    CallbackSelf(LocalPort port) {
        super(port);
    }

    @Override
    public CallbackPort on(String tag, MessageHandler handler) {
        port().on(Objects.requireNonNull(tag, "tag"), Objects.requireNonNull(handler, "handler"));
        return this;
    }

    @Override
    public <T> CallbackPort on(Class<T> type, RecordHandler<? super T> handler) {
        port().on(Objects.requireNonNull(type, "type"), Objects.requireNonNull(handler, "handler"));
        return this;
    }

    @Override
    public CallbackPort onMessage(MessageHandler handler) {
        port().onMessage(Objects.requireNonNull(handler, "handler"));
        return this;
    }

    @Override
    public CallbackPort off(String tag) {
        port().on(Objects.requireNonNull(tag, "tag"), null);
        return this;
    }

    @Override
    public CallbackPort off(Class<?> type) {
        port().off(Objects.requireNonNull(type, "type"));
        return this;
    }
}
