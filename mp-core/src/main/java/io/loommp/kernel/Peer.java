package io.loommp.kernel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.Timer;
import io.loommp.manage.Event;
import io.loommp.spi.Link;
import io.loommp.spi.Planted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Another node: the link to it or what waits for one, the monitors held here on its ports, and those it holds on ours.
 *
 * <p><b>Threads:</b> any. The lock is held for moments and never while monitors fire.
 */
final class Peer {
    /*
     * G4: a loss is told before anything can flow again. UP becomes FIRING under the lock, with all monitors taken out;
     * they fire without the lock; only then FIRING becomes DOWN, and only from DOWN can a new link make it UP. What is
     * sent while FIRING is lost, what is watched while FIRING fires at once.
     *
     * A peer without link, monitors and messages retires: it leaves the kernel's table and refuses everything, and whoever
     * still holds it asks the table again.
     */
    private enum State {
        DOWN,
        UP,
        FIRING,
        RETIRED
    }

    static final String NO_ADDRESS = "no known address";

    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PLANTED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Kernel kernel;
    private final String node;
    private final BriefLock lock = new BriefLock();

    private volatile @Nullable Link link; // written under the lock; not null exactly while UP

    @GuardedBy("lock")
    private State state = State.DOWN;

    @GuardedBy("lock")
    private ArrayDeque<Pending> pending = new ArrayDeque<>(0);

    @GuardedBy("lock")
    private long pendingBytes;

    /** Set while a link is wanted and the transport has been asked for one; then this peer counts in {@link Waiting}. */
    @GuardedBy("lock")
    private @Nullable Timer wantedUntil;

    /** Monitors of this node, by the name of the other node's port. */
    @GuardedBy("lock")
    private Map<String, WatchedPort> watched = new HashMap<>(4);

    /** Monitors of the other node, by the name it gave. */
    @GuardedBy("lock")
    private Map<String, PeerWatch> watching = new HashMap<>(4);

    /** Ports of the other node whose end has been told, since the present connection came up. */
    @GuardedBy("lock")
    private final RecentNames ended = new RecentNames();

    /** A port of the other node that is watched there for us, and who wants to know here. */
    private static final class WatchedPort {
        final Set<LocalMonitor> monitors = new LinkedHashSet<>(2);
        long unusedSince; // when the last of them went
        boolean lingers; // a timer looks after it
    }

    /** A message that waits for a link. */
    private record Pending(String port, Message message) {}

    Peer(Kernel kernel, String node) {
        this.kernel = kernel;
        this.node = node;
    }

    String node() {
        return node;
    }

    boolean isLinked() {
        lock.lock();
        try {
            return state == State.UP || state == State.FIRING;
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is a link that is in use. */
    boolean isUp() {
        return link != null;
    }

    /** Whether this is the link to it. */
    @SuppressWarnings("ReferenceEquality") // a link is itself
    boolean uses(Link one) {
        return link == one;
    }

    /** How many of its ports are watched from here. */
    int watchedPorts() {
        lock.lock();
        try {
            return (int) watched.values().stream()
                    .filter(port -> !port.monitors.isEmpty())
                    .count();
        } finally {
            lock.unlock();
        }
    }

    // ---- to the other node ----

    /**
     * Sends a message, waiting if too much is on its way.
     *
     * @param sender in whose name; one that is killed while it waits sends nothing
     * @return false if this peer has retired
     */
    boolean send(String port, Message message, @Nullable LocalPort sender) {
        Link up = link;
        if (up == null) {
            return sendOrWait(port, message, true, sender);
        }
        if (up.send(port, message)) {
            return true;
        }
        boolean killed = sender != null && !sender.isLive();
        boolean interrupted = Thread.currentThread().isInterrupted();
        if (!killed && !(interrupted && up.post(port, message))) {
            kernel.deadLetter(new PortId(node, port), message, Event.DeadLetter.Cause.CONNECTION_LOST);
        }
        return true;
    }

    /** Sends a request of the kernel's own to the node port. False if this peer has retired. */
    boolean request(Message request) {
        return sendOrWait("", request, false, null);
    }

    /**
     * Sends a request of the kernel's own to the node port, if there is a link.
     *
     * @throws IllegalArgumentException if it cannot be written, or is longer than a packet may be
     */
    void tell(Message request) {
        boolean ignored = post("", request);
    }

    /**
     * Sends a message of the runtime's own, without waiting.
     *
     * @return false if there is no link that takes it
     * @throws IllegalArgumentException if it cannot be written, or is longer than a packet may be
     */
    boolean post(String port, Message message) {
        Link up = link;
        return up != null && up.post(port, message);
    }

    /** As {@link Link#isCrowded(Runnable)}; without a link it is not. */
    boolean isCrowded(Runnable whenNot) {
        Link up = link;
        return up != null && up.isCrowded(whenNot);
    }

    /** As {@link Link#isCrowded()}; without a link it is not. */
    boolean isCrowded() {
        Link up = link;
        return up != null && up.isCrowded();
    }

    /** Asks that the link be closed, if there is one. */
    void close(String why) {
        Link up = link;
        if (up != null) {
            up.close(why);
        }
    }

    private boolean sendOrWait(String port, Message message, boolean mayPark, @Nullable LocalPort sender) {
        checkIfItIsToWait(port, message);
        Link up;
        Loss overflow = null;
        Event.DeadLetter.@Nullable Cause failed = null;
        Wish wish = Wish.NONE;
        lock.lock();
        try {
            up = link;
            if (up == null) {
                if (state == State.RETIRED) {
                    return false;
                } else if (state == State.FIRING) {
                    failed = Event.DeadLetter.Cause.CONNECTION_LOST;
                } else {
                    wish = wantLink();
                    if (wish.refusal() != null) {
                        failed = Event.DeadLetter.Cause.NO_ROUTE;
                    } else if (isPendingFull(message)) {
                        failed = Event.DeadLetter.Cause.CONNECTION_LOST;
                        overflow = lose(); // never one out of the middle: all that wait are lost, and monitors tell
                    } else {
                        addPending(port, message);
                    }
                }
            } else if (!mayPark) {
                up.post(port, message);
                return true;
            }
        } finally {
            lock.unlock();
        }
        if (up != null) {
            return send(port, message, sender);
        }
        if (overflow != null) {
            tell(overflow, "overloaded", Event.DeadLetter.Cause.CONNECTION_LOST);
        } else if (wish.isNew()) {
            kernel.peers().connect(node);
        }
        if (failed != null) {
            kernel.deadLetter(new PortId(node, port), message, failed);
            retireIfIdle();
        }
        return true;
    }

    /**
     * What cannot be written is the caller's error, as it is where there is a link.
     *
     * @throws IllegalArgumentException if it cannot
     */
    private void checkIfItIsToWait(String port, Message message) {
        if (link != null) {
            return; // which says so itself
        }
        try {
            kernel.peers().check(port, message);
        } catch (IllegalArgumentException e) {
            retireIfIdle();
            throw e;
        }
    }

    /** A message counts as half of what may wait at most, or a large one would never be the first. */
    @GuardedBy("lock")
    private boolean isPendingFull(Message message) {
        long bytes = message.estimatedBytes();
        long bytesMax = kernel.config().pendingBytesMax();
        return pending.size() >= kernel.config().pendingMax()
                || pendingBytes + Math.min(bytes, bytesMax / 2) > bytesMax
                || !kernel.peers().waiting().hasRoomFor(bytes);
    }

    @GuardedBy("lock")
    private void addPending(String port, Message message) {
        long bytes = message.estimatedBytes();
        pending.add(new Pending(port, message));
        pendingBytes += bytes;
        kernel.peers().waiting().add(bytes);
    }

    // ---- a link is wanted ----

    /**
     * What becomes of the wish for a link.
     *
     * @param refusal why there will be none; null if there may be one
     * @param isNew whether the transport is to be asked
     */
    private record Wish(@Nullable String refusal, boolean isNew) {
        static final Wish NONE = new Wish(null, false);
        static final Wish NEW = new Wish(null, true);
    }

    /** Whoever is given a new wish asks the transport, when the lock is free. */
    @GuardedBy("lock")
    private Wish wantLink() {
        if (wantedUntil != null) {
            return Wish.NONE;
        }
        if (!kernel.peers().canConnect()) {
            return new Wish(NO_ADDRESS, false);
        }
        if (!kernel.peers().waiting().enter()) {
            return new Wish("too many nodes are waited for", false);
        }
        long until = kernel.timers().nanoTime() + kernel.peers().connectNanos();
        wantedUntil = kernel.timers().at(until, this::timedOut);
        return Wish.NEW;
    }

    /** All that waits for a link; from now on nothing does, and no link is wanted. */
    @GuardedBy("lock")
    private Deque<Pending> takePending() {
        Deque<Pending> taken = pending;
        if (wantedUntil != null) {
            wantedUntil.cancel();
            wantedUntil = null;
            kernel.peers().waiting().leave(pendingBytes);
        }
        pending = new ArrayDeque<>(0);
        pendingBytes = 0;
        return taken;
    }

    private void timedOut() {
        connectFailed("connect timeout");
    }

    /** The transport has no link to offer, or none has come in time. */
    void connectFailed(String text) {
        Loss loss;
        lock.lock();
        try {
            if (state != State.DOWN || wantedUntil == null) {
                return;
            }
            loss = lose();
        } finally {
            lock.unlock();
        }
        tell(loss, text, Event.DeadLetter.Cause.NO_ROUTE);
    }

    // ---- the link ----

    /** Takes a link into use; false if there is one, or this peer has retired. */
    boolean linkUp(Link ready) {
        Deque<Pending> waiting;
        List<Pending> refused = new ArrayList<>(0);
        Loss loss = null;
        lock.lock();
        try {
            if (state != State.DOWN) {
                return false;
            }
            waiting = takePending();
            if (allPosted(ready, waiting, refused)) {
                state = State.UP;
                link = ready; // from here on senders do not come by the lock
            } else {
                loss = lose();
            }
        } finally {
            lock.unlock();
        }
        deadLetters(refused, Event.DeadLetter.Cause.CONNECTION_LOST);
        if (loss == null) {
            return true;
        }
        tell(loss, "something cannot be written that was to be sent", Event.DeadLetter.Cause.CONNECTION_LOST);
        deadLetters(List.of(waiting.remove()), Event.DeadLetter.Cause.NOT_ENCODABLE);
        deadLetters(waiting, Event.DeadLetter.Cause.CONNECTION_LOST);
        return linkUp(ready); // with what has come since
    }

    /**
     * Gives to a link what waited for it, up to what cannot be written in its framing: that and all behind it is left, as
     * there must be no hole.
     *
     * @param refused gets what the link did not take as it is lost already, which monitors will tell
     */
    private boolean allPosted(Link ready, Deque<Pending> waiting, List<Pending> refused) {
        try {
            for (Pending next = waiting.peek(); next != null; next = waiting.peek()) {
                if (!isForgotten(next) && !ready.post(next.port, next.message)) {
                    refused.add(next);
                }
                waiting.remove();
            }
            return true;
        } catch (IllegalArgumentException e) {
            return false; // seldom: it was checked when it was sent, for the framing that this node likes best
        }
    }

    private boolean isForgotten(Pending waiting) {
        return !waiting.port.isEmpty() && kernel.has(Planted.QUEUE_FORGOTTEN_AT_SWITCH);
    }

    private void deadLetters(Collection<Pending> unsent, Event.DeadLetter.Cause cause) {
        unsent.forEach(each -> kernel.deadLetter(new PortId(node, each.port), each.message, cause));
    }

    /** The link is lost: fires all that hung on it. */
    @SuppressWarnings("ReferenceEquality") // a link is itself
    void linkDown(Link lost, String text) {
        Loss loss;
        lock.lock();
        try {
            if (link != lost) {
                return;
            }
            link = null;
            loss = lose();
        } finally {
            lock.unlock();
        }
        tell(loss, text, Event.DeadLetter.Cause.CONNECTION_LOST);
    }

    private record Loss(
            boolean wasUp,
            Collection<WatchedPort> watched,
            Collection<PeerWatch> watching,
            Collection<Pending> pending) {}

    @GuardedBy("lock")
    private Loss lose() {
        boolean wasUp = state == State.UP;
        state = State.FIRING;
        Loss loss = new Loss(wasUp, watched.values(), watching.values(), takePending());
        watched = new HashMap<>(4);
        watching = new HashMap<>(4);
        ended.clear();
        return loss;
    }

    private void fire(Loss loss, KillReason reason) {
        loss.watched.forEach(port -> kernel.fireAll(List.copyOf(port.monitors), reason));
    }

    private void tell(Loss loss, String text, Event.DeadLetter.Cause cause) {
        KillReason reason = new KillReason.TransportError(node, text);
        try {
            loss.watching.forEach(PeerWatch::detach);
            if (kernel.has(Planted.EPOCH_OPENS_BEFORE_MONITORS_FIRED)) {
                kernel.timers().at(kernel.timers().nanoTime() + PLANTED_NANOS, () -> fire(loss, reason));
            } else {
                fire(loss, reason);
            }
        } finally {
            try {
                if (loss.wasUp) {
                    kernel.peers()
                            .down(node, text, reason); // before another link can be up, so that the two take turns
                }
            } finally {
                lock.lock();
                try {
                    state = State.DOWN;
                } finally {
                    lock.unlock();
                }
            }
            retireIfIdle();
        }
        // only now: they are many, and meanwhile a link that comes would be refused, again and again while a port
        // floods us
        deadLetters(loss.pending, cause);
    }

    void retireIfIdle() {
        lock.lock();
        try {
            // while a link is wanted it counts in Waiting, so it stays until that is over
            if (state == State.DOWN && wantedUntil == null && watched.isEmpty() && watching.isEmpty()) {
                state = State.RETIRED;
                kernel.peers().retired(this);
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- monitors held here ----

    /**
     * Hangs a monitor on a port of the other node.
     *
     * @return false if this peer has retired
     * @throws IllegalArgumentException if the port's name cannot be sent; then the monitor does not hang
     */
    boolean monitor(LocalMonitor monitor) {
        String port = monitor.watched().name();
        String refusal = null;
        Wish wish = Wish.NONE;
        if (!port.isEmpty()) {
            checkIfItIsToWait("", Message.of("mon1", port));
        }
        lock.lock();
        try {
            switch (state) {
                case RETIRED -> {
                    return false;
                }
                case UP -> {}
                case DOWN -> {
                    wish = wantLink();
                    refusal = wish.refusal();
                }
                case FIRING -> refusal = NO_ADDRESS;
            }
            if (refusal == null) {
                hang(port, monitor);
            }
        } finally {
            lock.unlock();
        }
        if (refusal != null) {
            monitor.fire(new KillReason.TransportError(node, refusal));
            retireIfIdle();
        } else if (wish.isNew()) {
            kernel.peers().connect(node);
        }
        return true;
    }

    @GuardedBy("lock")
    private void hang(String port, LocalMonitor monitor) {
        if (!port.isEmpty() && !watched.containsKey(port)) {
            postOrAwait(Message.of("mon1", port));
        }
        watched.computeIfAbsent(port, p -> new WatchedPort()).monitors.add(monitor);
    }

    /**
     * Takes a monitor down. The last one of a port leaves the other node's watch standing for a while, so that who asks again
     * and again does not pay for it each time.
     */
    void unmonitor(LocalMonitor monitor) {
        String port = monitor.watched().name();
        lock.lock();
        try {
            WatchedPort found = watched.get(port);
            if (found != null && found.monitors.remove(monitor) && found.monitors.isEmpty()) {
                found.unusedSince = kernel.timers().nanoTime();
                linger(port, found);
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void linger(String port, WatchedPort unused) {
        if (!unused.lingers) {
            unused.lingers = true;
            kernel.timers().at(unused.unusedSince + LINGER_NANOS, () -> endLingering(port, unused));
        }
    }

    @SuppressWarnings("ReferenceEquality") // that very one, not one of a later connection
    private void endLingering(String port, WatchedPort unused) {
        lock.lock();
        try {
            unused.lingers = false;
            if (watched.get(port) != unused || !unused.monitors.isEmpty()) {
                return;
            }
            if (kernel.timers().nanoTime() - unused.unusedSince < LINGER_NANOS) {
                linger(port, unused);
                return;
            }
            watched.remove(port);
            if (!port.isEmpty()) {
                postOrAwait(Message.of("mon0", port));
            }
        } finally {
            lock.unlock();
        }
        retireIfIdle();
    }

    @GuardedBy("lock")
    private void postOrAwait(Message request) {
        Link up = link;
        if (up != null) {
            up.post("", request);
        } else if (state == State.DOWN) {
            addPending("", request);
        }
    }

    /** The other node says that a port of its has ended. */
    void portEnded(String port, KillReason reason) {
        List<LocalMonitor> monitors;
        boolean isNews;
        lock.lock();
        try {
            WatchedPort found = watched.remove(port);
            monitors = found == null ? List.of() : new ArrayList<>(found.monitors);
            isNews = found != null && ended.add(port);
        } finally {
            lock.unlock();
        }
        if (isNews) {
            kernel.reports().diedElsewhere(new PortId(node, port), reason);
        }
        kernel.fireAll(monitors, reason);
    }

    // ---- monitors held there ----

    /** The other node watches a port of ours, under this name. */
    @SuppressWarnings("ReferenceEquality") // a link is itself
    void watch(Link from, String name) {
        Watchable port = kernel.findWatchable(name);
        PeerWatch watch = new PeerWatch(name, port);
        lock.lock();
        try {
            if (link != from || watching.containsKey(name)) {
                return;
            }
            if (watching.size() >= kernel.config().peerWatchesMax()) {
                from.close("too many monitors");
                return;
            }
            if (port != null) {
                watching.put(name, watch);
            }
        } finally {
            lock.unlock();
        }
        if (port == null || !port.watch(watch)) {
            watch.fire(kernel.whyGone(new PortId(kernel.id(), name)));
        }
    }

    void unwatch(String name) {
        PeerWatch watch;
        lock.lock();
        try {
            watch = watching.remove(name);
        } finally {
            lock.unlock();
        }
        if (watch != null) {
            watch.detach();
        }
    }

    private final class PeerWatch implements Watch {
        private final String name;
        private final @Nullable Watchable port;

        PeerWatch(String name, @Nullable Watchable port) {
            this.name = name;
            this.port = port;
        }

        @Override
        public PortId holder() {
            return new PortId(node, "");
        }

        @Override
        public void fire(KillReason reason) {
            lock.lock();
            try {
                Link up = link;
                boolean held = watching.remove(name, this) || port == null;
                if (up != null && held) {
                    tell(up, reason);
                }
            } finally {
                lock.unlock();
            }
        }

        /** Whoever watches must hear of the end, if not of a reason that cannot travel, then of the loss of the link. */
        private void tell(Link up, KillReason reason) {
            if (!post(up, reason) && !post(up, new KillReason.Die("the reason cannot be sent"))) {
                up.close("the end of a port cannot be told");
            }
        }

        /** False if it cannot be written: too long, or no text. Neither is the fault of whoever ends the port. */
        private boolean post(Link up, KillReason reason) {
            try {
                up.post("", Message.of("kil0", name).with(reason.toList().toArray()));
                return true;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        void detach() {
            if (port != null) {
                port.unwatch(this);
            }
        }
    }
}
