package io.loommp.sim;

import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.testkit.sim.SimNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A port that does what it is told to, and tells the oracle all of it. */
final class Actor {
    private static final String PADDING = "-".repeat(60);

    private final Oracle oracle;
    private final SimNode node;
    private final HeldParking parking;
    private final List<Runnable> orders = new ArrayList<>();
    private final List<Marked> marked = new ArrayList<>();
    private final Map<PortId, Watching> watching = new LinkedHashMap<>();
    private @Nullable CallbackPort self;
    private final PortId id;

    private record Watching(Monitor monitor, Flow.Epoch epoch) {}

    private record Marked(Flow flow, List<Flow.Sent> messages) {}

    Actor(Oracle oracle, SimNode node, HeldParking parking) {
        this.oracle = oracle;
        this.node = node;
        this.parking = parking;
        Port port = node.node().port(this::setUp);
        this.id = port.id();
        oracle.born(id);
    }

    private void setUp(CallbackPort port) {
        self = port;
        port.on("do", message -> {
            if (isThere()) {
                orders.get(message.integer(1)).run();
            }
        });
        port.on("item", this::item);
        port.on("mark", message -> {
            if (isThere()) {
                settle(message.integer(1));
            }
        });
    }

    /** Whether what its code does counts: after a crash it does not, though some of it may still run. */
    boolean isThere() {
        return node.isUp() && oracle.isAlive(id);
    }

    SimNode node() {
        return node;
    }

    PortId id() {
        return id;
    }

    boolean isWatching(PortId other) {
        return watching.containsKey(other);
    }

    private CallbackPort self() {
        return Objects.requireNonNull(self);
    }

    /** Has it do something, when its turn comes. */
    void order(Runnable what) {
        orders.add(what);
        node.node().send(id, "do", orders.size() - 1);
    }

    // ---- messages ----

    private void item(Message message) {
        if (isThere()) {
            oracle.delivered(message.port(1), id, message.integer(2));
        }
    }

    /** Has it send so many messages to a port. */
    void send(PortId to, int count, boolean large) {
        order(() -> sendNow(to, count, large));
    }

    private void sendNow(PortId to, int count, boolean large) {
        for (int i = 0; i < count && isThere(); i++) {
            sendOne(to, large);
        }
        parking.release();
    }

    /*
     * The mark and the messages behind it go out without anybody running in between; when the sender has waited for room, it
     * needs a new mark.
     */
    private void sendOne(PortId to, boolean large) {
        if (!parking.isHeld()) {
            parking.hold();
            marked.add(new Marked(oracle.flow(id, to), new ArrayList<>()));
            self().send(self(), "mark", marked.size() - 1);
        }
        Flow.Sent sent = oracle.sent(id, to);
        marked.getLast().messages.add(sent);
        self().send(to, "item", id, sent.number, large ? PADDING.repeat(20) : PADDING);
    }

    private void settle(int mark) {
        Marked settled = marked.get(mark);
        settled.messages.forEach(message -> oracle.settled(settled.flow, message));
    }

    // ---- monitors ----

    /** Has it watch a port, unless it does. */
    void watch(PortId other) {
        order(() -> {
            if (!watching.containsKey(other)) {
                Flow.Epoch epoch = oracle.watched(id, other);
                Monitor monitor = self().onEnd(other, reason -> heard(other, epoch, reason));
                watching.put(other, new Watching(monitor, epoch));
            }
        });
    }

    private void heard(PortId other, Flow.Epoch epoch, KillReason reason) {
        if (isThere()) {
            watching.remove(other);
            oracle.fired(epoch, reason);
        }
    }

    /** Has it take back the watches that it has had for longest, if it has any. */
    void unwatchSome() {
        order(() -> List.copyOf(watching.keySet()).stream().limit(2).forEach(other -> {
            Watching taken = Objects.requireNonNull(watching.remove(other));
            taken.monitor.cancel();
            oracle.unwatched(taken.epoch);
        }));
    }

    // ---- the end ----

    /** Has it say some last words to others, and end. */
    void die(List<PortId> others, KillReason reason) {
        order(() -> {
            for (PortId other : others) {
                sendNow(other, 3, false);
            }
            oracle.gone(id);
            self().kill(self(), reason);
        });
    }
}
