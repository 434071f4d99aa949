package io.loommp.kernel;

import io.loommp.Action;
import io.loommp.Address;
import io.loommp.KillReason;
import io.loommp.MailboxFull;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.Ref;
import io.loommp.Self;
import io.loommp.Timer;
import io.loommp.record.Protocol;
import io.loommp.record.Records;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What every kind of port can do in its own name. */
public class PortSelf implements Self {
    private final LocalPort port;

    /** The capability of this port. */
    public PortSelf(LocalPort port) {
        this.port = port;
    }

    /** The port whose capability this is. */
    protected final LocalPort port() {
        return port;
    }

    @Override
    public PortId id() {
        return port.id();
    }

    @Override
    public Node node() {
        return port.kernel();
    }

    @Override
    public <T> Ref<T> ref(Class<T> type) {
        return port.ref(type);
    }

    @Override
    public void send(Address to, @Nullable Object... elements) {
        send(to, Records.ofElements(elements));
    }

    @Override
    public <T> void send(Ref<T> to, T message) {
        send(to.id(), Protocol.messageOf(message));
    }

    @Override
    public void send(Address to, Message message) {
        port.checkLive();
        try {
            port.kernel().send(to, message, port);
        } catch (MailboxFull e) {
            port.checkLive(); // a kill ended the wait for room
            throw e;
        }
        if (Thread.currentThread().isInterrupted()) {
            port.checkLive(); // a kill ended the wait for the link
        }
    }

    @Override
    public void kill(Address target, KillReason reason) {
        port.checkLive();
        port.kernel().kill(target, reason);
    }

    @Override
    public Monitor monitor(Address watched, Function<KillReason, ?> notice) {
        port.checkLive();
        Objects.requireNonNull(notice, "notice");
        return port.kernel().monitor(new LocalMonitor.Notice(port, watched.id(), notice));
    }

    @Override
    public Monitor onEnd(Address watched, Consumer<KillReason> callback) {
        port.checkLive();
        Objects.requireNonNull(callback, "callback");
        return port.kernel().monitor(new LocalMonitor.Callback(port, watched.id(), callback, false));
    }

    @Override
    public Monitor dependOn(Address watched) {
        port.checkLive();
        return port.kernel().monitor(new LocalMonitor.Dependence(port, watched.id()));
    }

    @Override
    public Timer after(Duration delay, Action action) {
        port.checkLive();
        Objects.requireNonNull(action, "action");
        return PortTimer.start(port, Durations.nanos(delay, "delay"), action);
    }

    @Override
    public String toString() {
        return port.toString();
    }
}
