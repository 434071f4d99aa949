package io.loommp.kernel;

import io.loommp.Action;
import io.loommp.Address;
import io.loommp.BoundAction;
import io.loommp.CallbackPort;
import io.loommp.Database;
import io.loommp.Fork;
import io.loommp.Held;
import io.loommp.KillReason;
import io.loommp.LinkOption;
import io.loommp.MailboxBound;
import io.loommp.MailboxFull;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Node;
import io.loommp.NodeChange;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Ref;
import io.loommp.Self;
import io.loommp.Subscription;
import io.loommp.Timer;
import io.loommp.ValueAction;
import io.loommp.record.Protocol;
import io.loommp.record.Records;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
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
    public String origin() {
        return port.origin();
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
        checkNotKilledMeanwhile();
    }

    private void checkNotKilledMeanwhile() {
        if (Thread.currentThread().isInterrupted()) {
            port.checkLive(); // a kill ended the wait for the link
        }
    }

    @Override
    public PortId spawn(Address where, String function, @Nullable Object... args) {
        port.checkLive();
        PortId spawned = port.kernel().spawns().spawn(where, function, args, port);
        checkNotKilledMeanwhile();
        return spawned;
    }

    @Override
    public Database database() {
        port.checkLive();
        return new DatabaseView(port.kernel(), port);
    }

    @Override
    public void kill(Address target, KillReason reason) {
        port.checkLive();
        port.kernel().kill(target, reason);
    }

    @Override
    public Monitor monitor(Address target, Function<KillReason, ?> notice) {
        port.checkLive();
        Objects.requireNonNull(notice, "notice");
        return port.kernel().monitor(new LocalMonitor.Notice(port, target.id(), notice));
    }

    @Override
    public Monitor onEnd(Address target, Consumer<KillReason> callback) {
        port.checkLive();
        Objects.requireNonNull(callback, "callback");
        return port.kernel().monitor(new LocalMonitor.Callback(port, target.id(), callback, false));
    }

    @Override
    public Monitor dependOn(Address target) {
        port.checkLive();
        return port.kernel().monitor(new LocalMonitor.Dependence(port, target.id(), false, null));
    }

    @Override
    public Monitor monitor(Address target, BiFunction<? super Monitor, KillReason, ?> notice) {
        port.checkLive();
        Objects.requireNonNull(notice, "notice");
        return port.kernel().monitor(new LocalMonitor.Notice(port, target.id(), notice));
    }

    @Override
    public Subscription monitorNodes(Function<? super NodeChange, ?> notice) {
        port.checkLive();
        Objects.requireNonNull(notice, "notice");
        return new NodeWatch.Notice(port, notice).start();
    }

    @Override
    public Subscription onNodes(Consumer<? super NodeChange> callback) {
        port.checkLive();
        Objects.requireNonNull(callback, "callback");
        return new NodeWatch.Callback(port, callback, false).start();
    }

    @Override
    public Monitor link(Address target, LinkOption... options) {
        port.checkLive();
        Objects.requireNonNull(options, "options");
        EnumSet<LinkOption> chosen = EnumSet.noneOf(LinkOption.class);
        chosen.addAll(List.of(options));
        return PortLink.set(port, target.id(), chosen);
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
    public <T extends @Nullable Object> Fork<T> fork(Callable<T> code) {
        port.checkLive();
        return PortFork.start(port, Objects.requireNonNull(code, "code"));
    }

    @Override
    public Timer after(Duration delay, Action action) {
        port.checkLive();
        Objects.requireNonNull(action, "action");
        return PortTimer.once(port, Durations.nanos(delay, "delay"), action);
    }

    @Override
    public Timer every(Duration period, Action action) {
        port.checkLive();
        Objects.requireNonNull(action, "action");
        return PortTimer.every(port, Durations.positiveNanos(period, "period"), action);
    }

    @Override
    public Timer after(Duration delay, Address to, @Nullable Object... elements) {
        return after(delay, to, Records.ofElements(elements));
    }

    @Override
    public Timer after(Duration delay, Address to, Message message) {
        port.checkLive();
        Objects.requireNonNull(message, "message");
        return MessageTimer.start(port.kernel(), port, Durations.nanos(delay, "delay"), to.id(), message);
    }

    @Override
    public BoundAction bind(Action action) {
        Objects.requireNonNull(action, "action");
        return () -> port.execute(action);
    }

    @Override
    public <T> Consumer<T> bind(ValueAction<? super T> action) {
        Objects.requireNonNull(action, "action");
        return value -> port.execute(() -> action.accept(value));
    }

    @Override
    public String toString() {
        return port.toString();
    }
}
