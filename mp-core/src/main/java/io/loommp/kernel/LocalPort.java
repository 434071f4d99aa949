package io.loommp.kernel;

import io.loommp.Action;
import io.loommp.Address;
import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.Message;
import io.loommp.MessageHandler;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.RecordHandler;
import io.loommp.Ref;
import io.loommp.manage.Event;
import io.loommp.record.Protocol;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.KernelThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A port of this node: one sequence of entries, the runner that executes it, and the port's life.
 *
 * <p><b>Threads:</b> any, except where a method says it is the runner's.
 */
public final class LocalPort implements Port, Watchable, Consequence {
    /*
     * The life of a port (design decision 3). It is live while `reason` is null. Whoever sets `reason` by CAS performs the
     * end, alone, in two steps. First it vanishes: out of the table; inbox closed; monitors fired, as entries behind what
     * their watchers were sent before. Then those that end with it vanish, its children among them, and those that end with
     * these. Last, each of them is stopped: timers and reply slots, the runner, the forks.
     *
     * The port has ended when that is done, its code has returned (a callback port whose runner was waiting has none that
     * could still run), its forks and children are gone, and what it holds is closed, whichever comes last.
     *
     * A kill of a callback port is an entry, see KillEntry; it stands in `kill`, so that a second makes no other.
     */
    private static final VarHandle REASON;

    private static final VarHandle KILL;
    private static final VarHandle WATCHES;
    private static final VarHandle OWNED;
    private static final VarHandle BELONGINGS;
    private static final VarHandle TERMINATED;
    private static final VarHandle ENDED;
    private static final VarHandle TRAITS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            REASON = lookup.findVarHandle(LocalPort.class, "reason", KillReason.class);
            KILL = lookup.findVarHandle(LocalPort.class, "kill", KillEntry.class);
            WATCHES = lookup.findVarHandle(LocalPort.class, "watches", ClosableSet.class);
            BELONGINGS = lookup.findVarHandle(LocalPort.class, "belongings", Belongings.class);
            OWNED = lookup.findVarHandle(LocalPort.class, "owned", ClosableSet.class);
            TERMINATED = lookup.findVarHandle(LocalPort.class, "terminated", CompletableFuture.class);
            ENDED = lookup.findVarHandle(LocalPort.class, "ended", boolean.class);
            TRAITS = lookup.findVarHandle(LocalPort.class, "traits", byte.class);
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
        HIDDEN,
        /** Given its handlers by the function it was spawned by. */
        SPAWNED
    }

    /** What a port does with messages nobody handles that was spawned by name and has no default handler. */
    private static final MessageHandler IGNORE = message -> {};

    /** Stands in the place of the default handler until the runner hands over. */
    private record Attached(HandOver handOver) implements MessageHandler {
        @Override
        public void handle(Message message) {
            throw new IllegalStateException("the port has been handed over");
        }
    }

    private static final byte HIDDEN = 1;
    private static final byte SPAWNED = 2;
    private static final byte THREADED = 4;

    private final Kernel kernel;
    private final PortId id;
    private final Inbox inbox;

    private volatile Runner runner; // written by its predecessor, before it hands over
    private volatile @Nullable KillReason reason; // CAS by whoever ends the port

    private volatile @Nullable KillEntry kill; // CAS by the first killer of a callback port
    private volatile boolean codeReturned; // the runner, or who ends a port without one
    private volatile boolean endPerformed; // who ends the port, after its last step
    private volatile boolean ended; // CAS by who comes second of those two
    private volatile @Nullable CompletableFuture<KillReason> terminated; // made by the first who asks
    private volatile @Nullable ClosableSet<Watch> watches; // made by the first who watches
    private volatile @Nullable ClosableSet<Owned> owned; // what to release when the port ends
    private volatile @Nullable Belongings
            belongings; // made by the first who needs them; not null once the port has ended

    private volatile @Nullable HighWater
            highWater; // from the start if it is bounded, else made when it first grows large
    private volatile boolean told; // set by whoever creates it, before its code runs
    private volatile boolean announced; // set by whoever publishes it
    private volatile boolean named; // set by whoever registers a name for it, never cleared
    private volatile boolean nameless; // set by who ends it, once that was told
    private volatile byte traits; // CAS by whoever attaches a thread

    private volatile @Nullable Turns activation; // what holds a callback port at this moment

    @ConfinedTo("the port's runner; whoever creates the port before that")
    private @Nullable Map<String, MessageHandler> tagged;

    @ConfinedTo("the port's runner; whoever creates the port before that")
    private @Nullable MessageHandler fallback;

    /** Where the message came from that it was given last; null for this node. */
    @ConfinedTo("the port's runner")
    private @Nullable String origin;

    LocalPort(Kernel kernel, PortId id, Kind kind, @Nullable MailboxBound bound, Function<LocalPort, Runner> runner) {
        this.kernel = kernel;
        this.id = id;
        this.inbox = new Inbox(kind == Kind.HIDDEN);
        if (kind == Kind.HIDDEN) {
            this.traits = HIDDEN;
        } else if (kind == Kind.SPAWNED) {
            this.traits = SPAWNED;
            this.fallback = IGNORE;
        }
        if (bound != null) {
            this.highWater = new HighWater(new Room(id, bound, kernel.timers(), kernel.parking()));
        }
        this.runner = runner.apply(this);
    }

    /**
     * The port behind a handle, be it from outside or its own code's.
     *
     * @throws IllegalArgumentException if it is none of this runtime
     */
    public static LocalPort of(Address handle) {
        Objects.requireNonNull(handle, "port");
        if (handle instanceof LocalPort port) {
            return port;
        }
        if (handle instanceof PortSelf self) {
            return self.port();
        }
        throw new IllegalArgumentException("not a port of this runtime: " + handle.id());
    }

    // ---- identity and life ----

    @Override
    public <T> Ref<T> ref(Class<T> type) {
        return Protocol.of(type).ref(id);
    }

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
        return (traits & HIDDEN) != 0;
    }

    /** Whether it was spawned by the name of a function. */
    boolean isSpawned() {
        return (traits & SPAWNED) != 0;
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

    /** Whether all that its end does to it has been done: its runner has been stopped. */
    public boolean isEndPerformed() {
        return endPerformed;
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
            case QUEUED -> noteQueued(entry.depth);
            case WAKE -> wake();
            case REFUSED -> {
                if (entry instanceof ControlEntry control) {
                    control.dropped();
                }
                return false;
            }
        }
        return true;
    }

    private void wake() {
        KernelThread gathering =
                room() == null ? KernelThread.gathering() : null; // a bound counts what it has not come to
        if (gathering == null) {
            wakeOrEnd();
        } else {
            gathering.wakeLater(this::wakeOrEnd);
        }
    }

    /**
     * Wakes the port, which ends if there is no thread for it: that is no concern of who brings it something.
     *
     * @throws StackOverflowError as that is one
     */
    private void wakeOrEnd() {
        try {
            runner.wake(this);
        } catch (StackOverflowError e) {
            throw e; // an end takes more stack than there is
        } catch (RuntimeException | Error e) {
            if (runner.endsAtOnce()) {
                kernel.guarded(e, this::endBy); // its thread is there, even if nothing wakes it any more
            } else {
                endUnrun(e);
            }
        }
    }

    /** Ends a port that was woken, but for which there is no thread to be had; nobody else is concerned. */
    void endUnrun(Throwable noThread) {
        kernel.guarded(noThread, this::endBy);
        codeReturned = true;
        kernel.guarded(false, this::finishIfOver);
    }

    /** How many entries its runner has not come to: those in the inbox, and those it took. Any thread; about, while it is at work. */
    public int waiting() {
        return inbox.size() + runner.unseen(this);
    }

    /** How many entries its runner has ever come to; it wraps around. Any thread. */
    public int begun() {
        return inbox.taken() - runner.unseen(this);
    }

    private void noteQueued(int depth) {
        // the runner was woken for the first at most; who brings the first two arms the sweep for those behind them as
        // well
        if (depth <= 2) {
            kernel.sweep().arm();
        }
        noteMark(depth);
    }

    /** So many messages wait: the event that tells of it is published when that is worth it. */
    public void noteWaiting(int count) {
        kernel.sweep().arm();
        noteMark(count);
    }

    private void noteMark(int count) {
        if (HighWater.isMark(count) && highWater().isNews(count, kernel.timers().nanoTime())) {
            kernel.mailboxHigh(this, count);
        }
    }

    /** What is known of a mailbox that has grown large. */
    HighWater highWater() {
        HighWater known = highWater;
        if (known == null) {
            known = new HighWater(null);
            highWater = known; // two at once may report twice, and count their pauses apart
        }
        return known;
    }

    @Override
    public void execute(Action action) {
        Objects.requireNonNull(action, "action");
        if (!runner.isCurrent(this)) {
            enqueue(action);
            return;
        }
        checkLive();
        try {
            action.run();
        } catch (StackOverflowError e) {
            throw e; // an end takes more stack than there may be here; it is ended by who called this
        } catch (Throwable t) {
            endBy(t);
        }
        checkLive(); // the code around it shall not go on in the name of a port that has ended
    }

    @Override
    public <T> CompletionStage<T> eval(Callable<T> code) {
        return Evaluation.of(this, Objects.requireNonNull(code, "code"));
    }

    /** Appends an action that runs in this port's context; nothing happens if the port has ended. */
    public void enqueue(Action action) {
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

    /** Sets or replaces the handlers of all tags of a type's messages. */
    @ConfinedTo("the port's runner; whoever creates the port before that")
    public <T> void on(Class<T> type, RecordHandler<? super T> handler) {
        TypedHandler.set(this, type, handler);
    }

    /** Removes the handlers of all tags of a type's messages. */
    @ConfinedTo("the port's runner; whoever creates the port before that")
    public void off(Class<?> type) {
        TypedHandler.remove(this, type);
    }

    @ConfinedTo("the port's runner; whoever creates the port before that")
    void onMessage(MessageHandler handler) {
        if (fallback instanceof Attached || !(runner instanceof CallbackRunner)) {
            throw new IllegalStateException("port " + id + " has a thread, which is in the place of a default handler");
        }
        fallback = handler;
    }

    /** Whether there may be a handler of a tag. */
    @ConfinedTo("the port's runner")
    public boolean handlesTags() {
        return tagged != null;
    }

    /** The handler of a message's tag, if the port has one. */
    @ConfinedTo("the port's runner")
    public @Nullable MessageHandler taggedHandler(Message message) {
        if (tagged == null) {
            return null;
        }
        String tag = message.tag();
        MessageHandler found = message.hasTag(tag) ? tagged.get(tag) : null; // a list, say, is no tag
        return found instanceof TypedHandler<?> typed ? typed.fitting(message) : found;
    }

    /** The handler of messages that no tag's handler takes, if the port has one. */
    @ConfinedTo("the port's runner")
    @Nullable
    MessageHandler fallback() {
        return fallback;
    }

    /** Whether anything has been set that receives messages. */
    @ConfinedTo("the port's runner")
    @SuppressWarnings("ReferenceEquality") // that very one
    boolean receives() {
        return fallback != IGNORE || (tagged != null && !tagged.isEmpty());
    }

    /** Says where the message comes from that the port is given now; null for this node. */
    @ConfinedTo("the port's runner")
    @SuppressWarnings("ReferenceEquality") // the very same costs nothing to see, and senders keep the cache line
    public void origin(@Nullable String node) {
        if (origin != node) {
            origin = node;
        }
        if (kernel.config().mdc()) {
            LogContext.peer(node);
        }
    }

    /** The current thread, whose work this is, runs code of this port from here on. */
    public void served() {
        served(origin());
    }

    /** The same for a message that came from this node. */
    void served(String node) {
        if (kernel.config().mdc()) {
            LogContext.serves(this, node.equals(id.node()) ? null : node);
        }
    }

    /** The current thread runs no code of this port any more. */
    public void unserved() {
        if (kernel.config().mdc()) {
            LogContext.clear();
        }
    }

    /** The node that the last message came from. */
    @ConfinedTo("the port's runner")
    String origin() {
        String last = origin;
        return last == null ? id.node() : last;
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
        byte before = traits;
        return (before & THREADED) == 0 && TRAITS.compareAndSet(this, before, (byte) (before | THREADED));
    }

    /** Has the port handed over behind its set-up or the entry that is running; for its own code. */
    public void attach(HandOver handOver) {
        if (!announced || runner.isCurrent(this)) {
            fallback = new Attached(handOver);
        } else {
            push(handOver);
        }
    }

    /** Who was attached by the entry that has run, or in the set-up, if anybody was. */
    @ConfinedTo("the port's runner")
    @Nullable
    HandOver attached() {
        if (fallback instanceof Attached attached) {
            fallback = null;
            return attached.handOver;
        }
        return null;
    }

    @Nullable
    Turns activation() {
        return activation;
    }

    void activation(@Nullable Turns turns) {
        activation = turns;
    }

    /** Whether events have told of its birth, so that they have to tell of its end. */
    boolean isTold() {
        return told;
    }

    void told() {
        told = true;
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

    /** Whether it holds no name any more, and will hold none. */
    boolean isNameless() {
        return nameless;
    }

    void nameless() {
        nameless = true;
    }

    /**
     * Hands the port over to another runner, at the place in the sequence where this is called; from now on that one takes
     * from the inbox.
     */
    @ConfinedTo("the port's present runner")
    public void handOverTo(Runner successor) {
        runner = successor;
        if (inbox.size() > 0) {
            kernel.sweep().arm(); // which looks after threads only, and may have passed while this came
        }
        if (successor.endsAtOnce()) {
            actOnKills();
        }
    }

    /** Has kills act that stand in the sequence. */
    private void actOnKills() {
        KillEntry asked = kill;
        if (asked != null) {
            asked.act();
        }
        for (Owned each : owned()) {
            if (each instanceof KillEntry following) {
                following.act();
            }
        }
    }

    // ---- the end ----

    @Override
    public void kill(KillReason why) {
        Objects.requireNonNull(why, "reason");
        if (why instanceof KillReason.Exit exit && takes(exit)) {
            return;
        }
        LocalPort now = due(why);
        if (now != null) {
            now.end(why, null);
        }
    }

    /** Whether the port takes an exit as a message, which stands in the sequence then. */
    private boolean takes(KillReason.Exit exit) {
        Belongings mine = belongings;
        Function<? super KillReason.Exit, ?> notice = mine == null ? null : mine.trap();
        if (notice == null) {
            return false;
        }
        if (push(new ExitEntry(exit, notice)) && kernel.events().wants(Event.Kind.RECEIVED)) {
            kernel.traffic().noticed(this, exit);
        }
        return true;
    }

    /** Has exits be taken as messages, or, with null, not any more. */
    void trapExits(@Nullable Function<? super KillReason.Exit, ?> notice) {
        Belongings mine = belongings();
        if (mine != Belongings.NONE) { // which all share that have ended
            mine.trap(notice);
        }
    }

    /** This port if the end is to be done at once; otherwise the kill stands in the sequence now, or another was first. */
    @Override
    public @Nullable LocalPort due(KillReason why) {
        if (reason != null) {
            return null;
        }
        if (runner.endsAtOnce()) {
            return this;
        }
        KillEntry entry = KillEntry.asked(this, why);
        if (kill != null || !KILL.compareAndSet(this, null, entry)) {
            return null;
        }
        return entry.push() ? null : this;
    }

    /**
     * Ends the port now, and those that end with it. The first call wins.
     *
     * @param cause the exception behind it, if there is one
     * @return whether this call was the first
     */
    public boolean end(KillReason why, @Nullable Throwable cause) {
        if (!REASON.compareAndSet(this, null, why)) {
            return false;
        }
        Inbox.Rest rest = vanish(why, cause);
        List<Vanished> others = closeIfAlone() ? List.of() : vanishOthers(why);
        stop(rest);
        kernel.forEach(others, other -> other.port.stop(other.rest));
        return true;
    }

    /** A port that cannot be reached any more and is still to be stopped. */
    private record Vanished(LocalPort port, Inbox.Rest rest) {}

    /**
     * Has those vanish that end with it. In a loop: a chain of ports that end with each other may be longer than a stack is
     * deep.
     */
    private List<Vanished> vanishOthers(KillReason why) {
        ArrayDeque<Consequence> consequences = new ArrayDeque<>();
        tell(why, consequences);
        List<Vanished> vanished = new ArrayList<>(consequences.size());
        for (Consequence next = consequences.poll(); next != null; next = consequences.poll()) {
            LocalPort port = next.due(why);
            if (port != null && REASON.compareAndSet(port, null, why)) {
                vanished.add(new Vanished(port, port.vanish(why, null)));
                port.tell(why, consequences);
            }
        }
        return vanished;
    }

    private Inbox.Rest vanish(KillReason why, @Nullable Throwable cause) {
        kernel.forget(this, why, isCaredFor(), cause);
        return inbox.close();
    }

    /** True, as for most, if nobody watches it and nothing belongs to it: so it stays then. */
    private boolean closeIfAlone() {
        return BELONGINGS.compareAndSet(this, null, Belongings.NONE)
                && WATCHES.compareAndSet(this, null, ClosableSet.CLOSED);
    }

    /** Tells those who watch it, and adds those that end with it. */
    private void tell(KillReason why, Collection<Consequence> consequences) {
        kernel.forEach(this.<Watch>closed(WATCHES), watch -> watch.fire(why, consequences));
        consequences.addAll(closeBelongings());
    }

    private void stop(Inbox.Rest rest) {
        Belongings mine = belongings();
        boolean alone = mine == Belongings.NONE; // whose monitor all would meet at
        kernel.forEach(this.<Owned>closed(OWNED), Owned::release);
        KillEntry asked = kill;
        if (asked != null) {
            asked.release();
        }
        Runner stopped = runner;
        boolean current = stopped.isCurrent(this);
        if (!stopped.endsAtOnce() && rest.runnerWaited()) {
            codeReturned = true; // there is none that could still run
        } else if (!current) {
            stopped.stop(this);
        }
        if (!alone) {
            kernel.forEach(mine.forks(), PortFork::stop);
        }
        if ((!codeReturned && !current) || (!alone && mine.isBusy())) {
            kernel.expectEnd(this);
        }
        drop(rest.oldest());
        Room room = room();
        if (room != null) {
            room.close();
        }
        endPerformed = true;
        finishIfOver(false);
    }

    /** Says that the port's code has returned. What the port holds is closed here and now, unless something else still runs. */
    @ConfinedTo("the port's runner, after its last step")
    public void ended() {
        codeReturned = true;
        finishIfOver(true);
    }

    /** A fork of this port has returned; on its thread, as its last step. */
    void forkEnded(PortFork<?> fork) {
        belongings().remove(fork);
        finishIfOver(true);
    }

    /**
     * ENDED, if this was the last that had to happen; then the parent may have been waiting for that. In a loop: a tree of
     * ports may be deeper than a stack.
     *
     * @param mayRunCode whether what the port holds may be closed on this thread
     */
    private void finishIfOver(boolean mayRunCode) {
        LocalPort parent = finish(mayRunCode);
        while (parent != null) {
            parent = parent.finish(false);
        }
    }

    /** Returns the parent that has to be looked at next, if the port has ended by this. */
    private @Nullable LocalPort finish(boolean mayRunCode) {
        if (!codeReturned || !endPerformed) {
            return null;
        }
        Belongings mine = belongings();
        if (mine == Belongings.NONE) {
            return conclude(mine);
        }
        if (!mine.beginClosing()) {
            return null;
        }
        if (mine.isBusy() && !mayRunCode) {
            kernel.onThread(() -> {
                mine.closeHeld();
                finished(mine);
            });
            return null;
        }
        mine.closeHeld();
        return conclude(mine);
    }

    private void finished(Belongings mine) {
        LocalPort parent = conclude(mine);
        if (parent != null) {
            parent.finishIfOver(false);
        }
    }

    private @Nullable LocalPort conclude(Belongings mine) {
        if (!ENDED.compareAndSet(this, false, true)) {
            return null;
        }
        kernel.ended(this);
        CompletableFuture<KillReason> asked = terminated;
        if (asked != null) {
            kernel.forEach(List.of(asked), this::complete); // for which there may be no thread
        }
        LocalPort parent = mine.parent;
        if (parent != null) {
            parent.belongings().remove(this);
        }
        return parent;
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
        }
        if (ended && !future.isDone()) {
            complete(future); // whoever said so may have looked before there was a future
        }
        return future.minimalCompletionStage();
    }

    private void complete(CompletableFuture<KillReason> future) {
        KillReason why = reason;
        assert why != null : "ended without a reason";
        // on a thread of its own: dependents are code of users, and this may be a kernel thread
        kernel.onThread(() -> future.complete(why));
    }

    /** Gives up entries that nobody will execute: messages become dead letters. */
    public void drop(@Nullable Entry oldest) {
        for (Entry entry = oldest; entry != null; entry = entry.next) {
            kernel.guarded(entry, this::dropOne);
        }
    }

    private void dropOne(Entry entry) {
        switch (entry) {
            case ControlEntry control -> control.dropped();
            case MessageEntry message -> dropMessage(message);
        }
    }

    /** Gives up a message that its receiver has taken and cannot read. */
    public void unreadable(Message message) {
        kernel.unreadable(id, message);
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

    /** How many watch it who would do something about its end. */
    public int monitors() {
        return (int) watches().stream().filter(Watch::takesCare).count();
    }

    /** Who watches it, at this moment. */
    Collection<Watch> watches() {
        ClosableSet<Watch> all = watches;
        return all == null ? List.of() : all.all();
    }

    /** What it holds, at this moment. */
    Collection<Owned> owned() {
        ClosableSet<Owned> all = owned;
        return all == null ? List.of() : all.all();
    }

    /** For how many replies its thread waits: none or one, or more where a question is made by asking. */
    long awaitedReplies() {
        return owned().stream()
                .filter(each -> each instanceof LocalMonitor.ToSlot question && question.awaitsReply())
                .count();
    }

    /** The room in a bounded mailbox; null when it has no bound. */
    @Nullable
    Room room() {
        HighWater known = highWater;
        return known == null ? null : known.room();
    }

    /**
     * Whether somebody watches it; or its end belongs to that of its parent, which is told for itself; or its set-up failed,
     * which whoever creates it finds out.
     */
    private boolean isCaredFor() {
        if (told && !announced) {
            return true;
        }
        ClosableSet<Watch> all = watches;
        LocalPort parent = parent();
        return (all != null && all.has(Watch::takesCare)) || (parent != null && !parent.isLive());
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

    boolean owns(Owned release) {
        ClosableSet<Owned> all = owned;
        return all != null && all.contains(release);
    }

    /** What few ports have; made here for one that has none, unless it has ended. */
    Belongings belongings() {
        Belongings mine = belongings;
        if (mine == null) {
            Belongings made = new Belongings(null);
            Belongings found = (Belongings) BELONGINGS.compareAndExchange(this, null, made);
            mine = found == null ? made : found;
        }
        return mine;
    }

    /** Has it take nothing more; its children, which are to end. */
    private List<LocalPort> closeBelongings() {
        Belongings mine = (Belongings) BELONGINGS.compareAndExchange(this, null, Belongings.NONE);
        return mine == null ? List.of() : mine.close();
    }

    /**
     * Makes this a child, before anybody else knows of it.
     *
     * @throws PortKilled if the parent has ended
     */
    void childOf(LocalPort parent) {
        belongings = new Belongings(parent);
        if (!parent.belongings().add(this)) {
            parent.checkLive();
        }
    }

    /** The port that this one ends with, if it has such a one. */
    @Nullable
    LocalPort parent() {
        Belongings mine = belongings;
        return mine == null ? null : mine.parent;
    }

    /** How many ports cannot end before this one has: its parent, the parent of that, and so on, and this one itself. */
    int depth() {
        int depth = 0;
        for (LocalPort port = this; port != null; port = port.parent()) {
            depth++;
        }
        return depth;
    }

    /** Whether the current thread runs this port's code: its runner's, a fork, or closing what it holds. */
    boolean isRunByCurrentThread() {
        Belongings mine = belongings;
        return runner.isCurrent(this) || (mine != null && mine.isCurrent());
    }

    /** Whether code of the port may still run, or it only waits for its children to end. */
    boolean hasCode() {
        return !codeReturned || belongings().hasCode();
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
