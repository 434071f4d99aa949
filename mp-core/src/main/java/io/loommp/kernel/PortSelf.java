package io.loommp.kernel;

import io.loommp.Action;
import io.loommp.Address;
import io.loommp.CallbackPort;
import io.loommp.Fork;
import io.loommp.Held;
import io.loommp.KillReason;
import io.loommp.LinkOption;
import io.loommp.MailboxBound;
import io.loommp.MailboxFull;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Self;
import io.loommp.Timer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

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

    /**
     * The port behind a capability.
     *
     * @throws IllegalArgumentException if it is none of this runtime
     */
    public static LocalPort portOf(Self self) {
        if (self instanceof PortSelf known) {
            return known.port;
        }
        throw new IllegalArgumentException("not a port of this runtime: " + self.id());
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
    public Monitor monitor(Address watched, Function<KillReason, Message> notice) {
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
        return port.kernel().monitor(new LocalMonitor.Dependence(port, watched.id(), false, null));
    }

    @Override
    public Monitor monitor(Address watched, BiFunction<? super Monitor, KillReason, Message> notice) {
        port.checkLive();
        Objects.requireNonNull(notice, "notice");
        return port.kernel().monitor(new LocalMonitor.Notice(port, watched.id(), notice));
    }

    @Override
    public Monitor link(Address other, LinkOption... options) {
        port.checkLive();
        EnumSet<LinkOption> chosen = EnumSet.noneOf(LinkOption.class);
        chosen.addAll(List.of(options));
        return PortLink.set(port, other.id(), chosen);
    }

    @Override
    public void trapExits(Function<? super KillReason.Exit, ?> notice) {
        port.checkLive();
        port.trapExits(Objects.requireNonNull(notice, "notice"));
    }

    @Override
    public void untrapExits() {
        port.checkLive();
        port.trapExits(null);
    }

    @Override
    public Port port(Consumer<CallbackPort> setup) {
        port.checkLive();
        return port.kernel().newChild(port, null, setup);
    }

    @Override
    public Port port(MailboxBound bound, Consumer<CallbackPort> setup) {
        port.checkLive();
        return port.kernel().newChild(port, Objects.requireNonNull(bound, "bound"), setup);
    }

    @Override
    public <T extends AutoCloseable> Held<T> own(T resource) {
        return Holding.by(port, Objects.requireNonNull(resource, "resource"), null);
    }

    @Override
    public <T extends AutoCloseable> Held<T> own(T resource, Consumer<? super T> abort) {
        Objects.requireNonNull(abort, "abort");
        return Holding.by(port, Objects.requireNonNull(resource, "resource"), abort);
    }

    @Override
    public <T> Fork<T> fork(Callable<T> code) {
        port.checkLive();
        return PortFork.start(port, Objects.requireNonNull(code, "code"));
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
