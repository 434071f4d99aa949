package io.loommp.kernel;

import io.loommp.Action;
import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.Message;
import io.loommp.MessageHandler;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.manage.Event;
import io.loommp.spi.ConfinedTo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A port of this node: one sequence of entries, the runner that executes it, and the port's life.
 *
 * <p><b>Threads:</b> any, except where a method says it is the runner's.
 */
public final class LocalPort implements Port, Watchable {
    /*
     * The life of a port (design decision 3). It is live while `reason` is null. Whoever sets `reason` by CAS performs the
     * end, alone, in this order: out of the table; inbox closed; monitors fired, as entries behind what their watchers were
     * sent before; the runner stopped. The port has ended when that is done and its code has returned, whichever comes last;
     * a callback port whose runner was waiting has no code that could still run.
     *
     * A kill of a callback port is an entry. Because the port may be given a thread meanwhile, `killRequest` holds the
     * reason as well: the killer writes it and then reads `runner`, the one who installs a thread writes `runner` and then
     * reads it; one of them sees the other.
     */
    private static final VarHandle REASON;

    private static final VarHandle KILL_REQUEST;
    private static final VarHandle WATCHES;
    private static final VarHandle OWNED;
    private static final VarHandle TERMINATED;
    private static final VarHandle ENDED;
    private static final VarHandle THREADED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            REASON = lookup.findVarHandle(LocalPort.class, "reason", KillReason.class);
            KILL_REQUEST = lookup.findVarHandle(LocalPort.class, "killRequest", KillReason.class);
            WATCHES = lookup.findVarHandle(LocalPort.class, "watches", ClosableSet.class);
            OWNED = lookup.findVarHandle(LocalPort.class, "owned", ClosableSet.class);
            TERMINATED = lookup.findVarHandle(LocalPort.class, "terminated", CompletableFuture.class);
            ENDED = lookup.findVarHandle(LocalPort.class, "ended", boolean.class);
            THREADED = lookup.findVarHandle(LocalPort.class, "threaded", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** How a port begins. */
    enum Kind {
        /** Served by callbacks, once its set-up is done. */
        CALLBACK,
        /** Served by a thread from the start. */
        THREAD,
        /** Nobody's but the kernel's: a context for one callback, in no table. */
        HIDDEN
    }

    private final Kernel kernel;
    private final PortId id;
    private final Inbox inbox;
    private final boolean hidden;
    private final @Nullable Room room;

    private volatile Runner runner; // written by its predecessor, before it hands over
    private volatile @Nullable KillReason reason; // CAS by whoever ends the port
    private volatile @Nullable KillReason killRequest; // CAS by the first killer of a callback port
    private volatile boolean codeReturned; // the runner, or who ends a port without one
    private volatile boolean endPerformed; // who ends the port, after its last step
    private volatile boolean ended; // CAS by who comes second of those two
    private volatile @Nullable CompletableFuture<KillReason> terminated; // made by the first who asks
    private volatile @Nullable ClosableSet<Watch> watches; // made by the first who watches
    private volatile @Nullable ClosableSet<Owned> owned; // what to release when the port ends

    private volatile @Nullable HighWater highWater; // made when the mailbox first grows large
    private volatile boolean announced; // set by whoever publishes it
    private volatile boolean named; // set by whoever registers a name for it, never cleared

    @SuppressWarnings("UnusedVariable") // through its VarHandle
    private volatile boolean threaded; // CAS by whoever attaches a thread

    private volatile @Nullable Thread activation; // the thread of the activation that holds a callback port

    @ConfinedTo("the port's runner; whoever creates the port before that")
    private @Nullable Map<String, MessageHandler> tagged;

    @ConfinedTo("the port's runner; whoever creates the port before that")
    private @Nullable MessageHandler fallback;

    LocalPort(Kernel kernel, PortId id, Kind kind, @Nullable MailboxBound bound, Function<LocalPort, Runner> runner) {
        this.kernel = kernel;
        this.id = id;
        this.inbox = new Inbox(kind == Kind.HIDDEN);
        this.hidden = kind == Kind.HIDDEN;
        this.room = bound == null ? null : new Room(id, bound, kernel.timers(), kernel.parking());
        this.runner = runner.apply(this);
    }

    // ---- identity and life ----

    @Override
    public PortId id() {
        return id;
    }

    /** The node's kernel. */
    public Kernel kernel() {
        return kernel;
    }

    /** The sequence of this port, for its runner. */
    public Inbox inbox() {
        return inbox;
    }

    boolean isHidden() {
        return hidden;
    }

    @Override
    public boolean isLive() {
        return reason == null;
    }

    /** Why the port has ended or is ending; null while it is live. */
    public @Nullable KillReason endReason() {
        return reason;
    }

    /**
     * Refuses to go on in the name of a port that has ended.
     *
     * @throws PortKilled if the port is no longer live
     */
    public void checkLive() {
        KillReason why = reason;
        if (why != null) {
            throw new PortKilled(id, why);
        }
    }

    boolean hasEnded() {
        return ended;
    }

    /** Who runs the port now. */
    public Runner runner() {
        return runner;
    }

    // ---- the sequence ----

    /**
     * Appends an entry and wakes the runner if it waits.
     *
     * @return false if the port has ended; a control entry has been told, a message entry has not
     */
    public boolean push(Entry entry) {
        switch (inbox.push(entry)) {
            case QUEUED -> {
                noteWaiting(entry.depth);
            }
            case WAKE -> runner.wake(this);
            case REFUSED -> {
                if (entry instanceof ControlEntry control) {
                    control.dropped();
                }
                return false;
            }
        }
        return true;
    }

    /** So many messages wait: the event that tells of it is published when that is worth it. */
    public void noteWaiting(int count) {
        if (HighWater.isMark(count)) {
            HighWater marks = highWater;
            if (marks == null) {
                marks = new HighWater();
                highWater = marks; // two at once may report twice
            }
            if (marks.isNews(count, kernel.timers().nanoTime())) {
                kernel.mailboxHigh(this, count);
            }
        }
    }

    /** Appends an action that runs in this port's context; nothing happens if the port has ended. */
    public void execute(Action action) {
        push(new ControlEntry() {
            @Override
            protected void run(LocalPort port) throws Exception {
                action.run();
            }
        });
    }

    // ---- handlers ----

    /** Sets, replaces or, with null, removes the handler of a tag. */
    @ConfinedTo("the port's runner; whoever creates the port before that")
    public void on(String tag, @Nullable MessageHandler handler) {
        if (handler == null) {
            if (tagged != null) {
                tagged.remove(tag);
            }
            return;
        }
        if (tagged == null) {
            tagged = new HashMap<>(4);
        }
        tagged.put(tag, handler);
    }

    @ConfinedTo("the port's runner; whoever creates the port before that")
    void onMessage(MessageHandler handler) {
        fallback = handler;
    }

    /** The handler of a message's tag, if the port has one. */
    @ConfinedTo("the port's runner")
    public @Nullable MessageHandler taggedHandler(Message message) {
        if (tagged == null) {
            return null;
        }
        String tag = message.tag();
        return message.hasTag(tag) ? tagged.get(tag) : null; // a list, say, is no tag
    }

    /** The handler of messages that no tag's handler takes, if the port has one. */
    @ConfinedTo("the port's runner")
    @Nullable
    MessageHandler fallback() {
        return fallback;
    }

    /** Runs a closure of the sequence; what it throws ends the port. */
    @ConfinedTo("the port's runner")
    public void execute(ControlEntry control) {
        try {
            control.run(this);
        } catch (Throwable t) {
            endBy(t);
        }
    }

    /** Hands a message to a handler; what it throws ends the port. */
    @ConfinedTo("the port's runner")
    public void handle(MessageHandler handler, Message message) {
        try {
            handler.handle(message);
        } catch (Throwable t) {
            endBy(t);
        }
    }

    /** Ends the port because its code threw. */
    public void endBy(Throwable thrown) {
        if (thrown instanceof PortKilled killed) {
            end(killed.reason(), null); // mostly it has ended already; or it used another port that was killed
        } else {
            end(KillReason.of(thrown), thrown);
        }
    }

    // ---- change of runner ----

    /** Claims the right to attach a thread; true for the first caller only. */
    public boolean claimThread() {
        return THREADED.compareAndSet(this, false, true);
    }

    @Nullable
    Thread activation() {
        return activation;
    }

    void activation(@Nullable Thread thread) {
        activation = thread;
    }

    /** Whether events have told of its birth, so that they have to tell of its end. */
    boolean isAnnounced() {
        return announced;
    }

    void announced() {
        announced = true;
    }

    boolean isNamed() {
        return named;
    }

    void named() {
        named = true;
    }

    /**
     * Hands the port over to another runner, at the place in the sequence where this is called; from now on that one takes
     * from the inbox.
     */
    @ConfinedTo("the port's present runner")
    public void handOverTo(Runner successor) {
        runner = successor;
        KillReason requested = killRequest;
        if (requested != null && successor.endsAtOnce()) {
            end(requested, null);
        }
    }

    // ---- the end ----

    @Override
    public void kill(KillReason why) {
        if (requestKill(why)) {
            end(why, null);
        }
    }

    /** True if the end is to be done at once; otherwise the kill stands in the sequence now, or another was first. */
    private boolean requestKill(KillReason why) {
        if (reason != null) {
            return false;
        }
        if (!runner.endsAtOnce()) {
            if (!KILL_REQUEST.compareAndSet(this, null, why)) {
                return false;
            }
            if (!runner.endsAtOnce()) {
                kernel.killInTurn(this, why);
                return false;
            }
        }
        return true;
    }

    /**
     * Ends the port now, and those that depend on it. The first call wins.
     *
     * @param cause the exception behind it, if there is one
     * @return whether this call was the first
     */
    public boolean end(KillReason why, @Nullable Throwable cause) {
        // in a loop: a chain of ports that depend on each other may be longer than a stack is deep
        ArrayDeque<LocalPort> dependents = new ArrayDeque<>(0);
        boolean first = end(why, cause, dependents);
        for (LocalPort next = dependents.poll(); next != null; next = dependents.poll()) {
            if (next.requestKill(why)) {
                next.end(why, null, dependents);
            }
        }
        return first;
    }

    private boolean end(KillReason why, @Nullable Throwable cause, Collection<LocalPort> dependents) {
        if (!REASON.compareAndSet(this, null, why)) {
            return false;
        }
        kernel.forget(this, why, hasWatches(), cause);
        Inbox.Rest rest = inbox.close();
        kernel.forEach(this.<Watch>closed(WATCHES), watch -> watch.fire(why, dependents));
        kernel.forEach(this.<Owned>closed(OWNED), Owned::release);
        Runner stopped = runner;
        if (!stopped.endsAtOnce() && rest.runnerWaited()) {
            codeReturned = true; // there is none that could still run
        } else if (!stopped.isCurrent(this)) {
            stopped.stop(this);
            kernel.expectEnd(this);
        }
        drop(rest.oldest());
        if (room != null) {
            room.close();
        }
        endPerformed = true;
        finishIfOver();
        return true;
    }

    /** Says that the port's code has returned. */
    @ConfinedTo("the port's runner, after its last step")
    public void ended() {
        codeReturned = true;
        finishIfOver();
    }

    /** ENDED: the code has returned, and whoever ended the port has done all that belongs to that. */
    private void finishIfOver() {
        if (codeReturned && endPerformed && ENDED.compareAndSet(this, false, true)) {
            kernel.ended(this);
            CompletableFuture<KillReason> asked = terminated;
            if (asked != null) {
                complete(asked);
            }
        }
    }

    @Override
    public CompletionStage<KillReason> terminated() {
        CompletableFuture<KillReason> future = terminated;
        if (future == null) {
            CompletableFuture<KillReason> made = new CompletableFuture<>();
            @SuppressWarnings("unchecked")
            @Nullable
            CompletableFuture<KillReason> found =
                    (CompletableFuture<KillReason>) TERMINATED.compareAndExchange(this, null, made);
            future = found == null ? made : found;
            if (ended) {
                complete(future); // whoever said so may have looked before there was a future
            }
        }
        return future.minimalCompletionStage();
    }

    private void complete(CompletableFuture<KillReason> future) {
        KillReason why = reason;
        assert why != null : "ended without a reason";
        // on a thread of its own: dependents are code of users, and this may be a kernel thread
        kernel.executor().execute(() -> future.complete(why));
    }

    /** Gives up entries that nobody will execute: messages become dead letters. */
    public void drop(@Nullable Entry oldest) {
        for (Entry entry = oldest; entry != null; entry = entry.next) {
            switch (entry) {
                case ControlEntry control -> control.dropped();
                case MessageEntry message -> dropMessage(message);
            }
        }
    }

    /** Gives up a message that nobody will receive. */
    public void dropMessage(MessageEntry entry) {
        Message lost = entry.lost();
        if (lost != null) {
            kernel.deadLetter(id, lost, Event.DeadLetter.Cause.PORT_ENDED);
        }
    }

    // ---- who watches, what is owned ----

    @Override
    public boolean watch(Watch watch) {
        return setIn(WATCHES, watches).add(watch);
    }

    @Override
    public void unwatch(Watch watch) {
        ClosableSet<Watch> all = watches;
        if (all != null) {
            all.remove(watch);
        }
    }

    /** The room in a bounded mailbox; null when it has no bound. */
    @Nullable
    Room room() {
        return room;
    }

    private boolean hasWatches() {
        ClosableSet<Watch> all = watches;
        return all != null && all.has(Watch::takesCare);
    }

    /** Has this run when the port ends; false if the port is no longer live, and then it was not taken. */
    boolean own(Owned release) {
        return setIn(OWNED, owned).add(release);
    }

    void disown(Owned release) {
        ClosableSet<Owned> all = owned;
        if (all != null) {
            all.remove(release);
        }
    }

    /** Closes the set of a field; a port that never had one gets the closed one that all share. */
    @SuppressWarnings("unchecked")
    private <T> List<T> closed(VarHandle field) {
        @Nullable ClosableSet<T> found = (ClosableSet<T>) field.getAndSet(this, ClosableSet.CLOSED);
        return found == null ? List.of() : found.close();
    }

    private <T> ClosableSet<T> setIn(VarHandle field, @Nullable ClosableSet<T> present) {
        if (present != null) {
            return present;
        }
        ClosableSet<T> made = new ClosableSet<>();
        @SuppressWarnings("unchecked")
        @Nullable
        ClosableSet<T> found = (ClosableSet<T>) field.compareAndExchange(this, null, made);
        return found == null ? made : found;
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
