package io.loommp.loom;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.MessageHandler;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.kernel.ControlEntry;
import io.loommp.kernel.Entry;
import io.loommp.kernel.Expected;
import io.loommp.kernel.Inbox;
import io.loommp.kernel.LocalPort;
import io.loommp.kernel.MessageEntry;
import io.loommp.kernel.Question;
import io.loommp.kernel.ReplySlot;
import io.loommp.kernel.Runner;
import io.loommp.kernel.SideEntry;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.Parking;
import io.loommp.spi.Waiting;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The incoming messages of one port with a thread, with selective receive.
 *
 * <p><b>Threads:</b> the port's own thread, where nothing else is said; others push into the port's {@link Inbox}.
 * <p><b>Blocking:</b> {@link #receive} parks until something fits, the time is up, or the port is killed.
 */
abstract class Mailbox implements Runner, Runnable, Waiting {
    /*
     * Three places, oldest first: `kept`, what receives have seen and left; `batch`, what was taken from the inbox and not
     * yet looked at; the inbox, which others fill. A receive looks through `kept` once, then walks on: each entry moves
     * from `batch` to where it belongs (a closure runs, a message fits and is returned, or is kept), and when `batch` is
     * empty, it takes all of the inbox, or waits. So one receive looks at each message once, however often it is woken,
     * and the order never changes.
     *
     * An entry leaves `batch` before anything of the user's is called with it, and is kept before a predicate's exception
     * goes up.
     *
     * A receive of a tag, or of anything, writes nothing here for each message of a batch: this object may stand beside what
     * senders read, and it is old, so that the collector would put a fence behind each reference to something young. So
     * `batch` is a place before what was taken, made for it, whose `next` moves on.
     *
     * It is a part of PortThread, no object of its own: there may be a million, and what refers to the other from each of the
     * two, and their headers, would be as much as a third of both.
     */
    static final long FOR_EVER = Long.MAX_VALUE;

    private static final VarHandle TAKES;
    private static final VarHandle BATCH;

    static {
        try {
            TAKES = MethodHandles.lookup().findVarHandle(Mailbox.class, "takes", int.class);
            BATCH = MethodHandles.lookup().findVarHandle(Mailbox.class, "batch", Entry.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final byte RECEIVES_AFTER_END = 2;
    private static final byte LAST_REFUSAL = RECEIVES_AFTER_END + 20;
    private static final long REFUSAL_WAIT_MAX_NANOS = TimeUnit.SECONDS.toNanos(1);

    final LocalPort port;
    final Thread owner;

    @ConfinedTo("the owner")
    private @Nullable Alarm alarm; // made for the first wait that has an end

    private volatile @Nullable KeptMessages kept; // made by the owner for the first message that it leaves

    /** The place before what was taken and not looked at; null if that is nothing. */
    @ConfinedTo("the owner; whoever hands over before that; others look")
    private @Nullable Entry batch;

    @ConfinedTo("the owner; whoever hands over before that; others look")
    private int batchDepth; // of the last entry

    @ConfinedTo("the owner")
    private boolean receiving; // and calls code of the user's, or may

    @ConfinedTo("the owner")
    private boolean timedOut; // it was parked until its time limit, and no receive has begun since

    @ConfinedTo("the owner")
    private byte receivesAfterEnd; // LAST_REFUSAL if more

    @ConfinedTo("the owner; others look, and may see what was before")
    private @Nullable Wanted waitsOn;

    @ConfinedTo("the owner; others look")
    private int takes;

    /** The mailbox of a thread that is made here, has the name of its port, and runs this. */
    Mailbox(LocalPort port, ThreadFactory threads) {
        this.port = port;
        this.owner = threads.newThread(this);
        owner.setName(port.id().toString());
    }

    /** Begins with what stands behind a place, before the owner starts. */
    void begin(Entry place) {
        batch = place.next() == null ? null : place;
        for (Entry entry = place.next(); entry != null; entry = entry.next()) {
            batchDepth = entry.depth();
        }
    }

    /** Receives, and handlers being set, belong to the port's own thread. */
    @SuppressWarnings("ReferenceEquality") // a thread is itself
    void checkOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("port " + port.id() + " is used by thread " + Thread.currentThread()
                    + ", but only its own thread may receive and set handlers");
        }
    }

    /**
     * Takes the oldest message that is wanted out of the mailbox.
     *
     * @param timeoutNanos how long to wait when there is none
     * @return what {@link Wanted#match} made of it; null if none came in that time, or none can come
     */
    @Nullable
    Object receive(Wanted wanted, long timeoutNanos) {
        beginReceive();
        if (wanted.callsCode()) {
            receiving = true;
        }
        try {
            KeptMessages left = kept;
            Object found = left == null ? null : left.remove(wanted, this);
            if (found != null) {
                return found;
            }
            long deadline =
                    timeoutNanos == FOR_EVER ? FOR_EVER : port.kernel().timers().nanoTime() + timeoutNanos;
            found = look(wanted);
            while (found == null && !(deadline == FOR_EVER && wanted.isHopeless())) {
                boolean polls = timeoutNanos <= 0;
                boolean came = (!polls && comesSoon(port.inbox())) || await(wanted, deadline);
                if (takes == 1) {
                    comeBy();
                }
                if (!came) {
                    return null;
                }
                checkLive();
                found = look(wanted);
            }
            return found;
        } finally {
            if (receiving) {
                receiving = false;
            }
        }
    }

    private void beginReceive() {
        checkOwner();
        checkNotReceiving();
        checkLive();
        if (takes != 0 || hasSomething()) {
            comeBy();
        }
    }

    /** Whether there is something to look at before the owner would wait. */
    private boolean hasSomething() {
        return batch != null || kept(port) > 0 || port.inbox().size() > 0;
    }

    /**
     * Others may have the carrier for a moment, once in each receive: before its wait, so that who is woken goes on at once. But
     * the first wait of a thread that has only begun comes before: a port that parked twice would keep a stack for the deeper
     * one, or both, as long as it is idle.
     */
    private void comeBy() {
        if (timedOut) {
            timedOut = false;
            port.kernel().probe().comeBy(); // it was the timer thread that woke this one
        } else {
            port.kernel().probe().relieve();
        }
    }

    private void checkNotReceiving() {
        if (receiving) {
            throw new IllegalStateException(
                    "port " + port.id() + " receives already: a predicate, clause or callback must not receive itself");
        }
    }

    /** Runs code of a clause: it belongs to the receive, and must not receive itself. */
    <R extends @Nullable Object> R insideReceive(Supplier<? extends R> clause) {
        receiving = true;
        try {
            return clause.get();
        } finally {
            receiving = false;
        }
    }

    /** Looks at all that has come, until something fits. What is here is in no frame while the owner waits. */
    private @Nullable Object look(Wanted wanted) {
        Entry entry = nextTaken();
        while (entry != null) {
            if (entry instanceof ControlEntry control) {
                receiving = true;
                port.execute(control);
                checkLive();
            } else if (entry instanceof MessageEntry message) {
                Object found = offer(message, wanted);
                if (found != null) {
                    return found;
                }
            }
            entry = nextTaken();
        }
        return null;
    }

    private @Nullable Entry nextTaken() {
        Entry place = batch;
        if (place == null) {
            return takeBatch();
        }
        Entry entry = place.passNext();
        if (place.next() == null) {
            batch = null;
        }
        return entry;
    }

    private @Nullable Entry takeBatch() {
        Inbox inbox = port.inbox();
        int before = inbox.taken();
        Entry first = inbox.take();
        TAKES.setOpaque(this, takes + 1);
        if (first != null && first.next() != null) {
            batchDepth = inbox.taken() - before;
            BATCH.setOpaque(this, placeBehind(first));
        }
        return first;
    }

    private Entry placeBehind(Entry first) {
        try {
            Entry place = Entry.before(first.next());
            Entry ignored = first.detachNext();
            return place;
        } catch (OutOfMemoryError e) {
            port.drop(first); // who has accounts of these shall not wait for ever
            throw e;
        }
    }

    /** Puts a message where it belongs; not null if that is the receive that is going on. */
    private @Nullable Object offer(MessageEntry entry, Wanted wanted) {
        Message message = open(entry);
        if (message == null || entry.isWithdrawn()) {
            return null;
        }
        if (port.handlesTags()) {
            receiving = true; // a message is converted for a handler, and handled
        }
        MessageHandler handler = entry instanceof SideEntry ? null : port.taggedHandler(message);
        if (handler != null) {
            if (take(entry)) {
                port.handle(handler, message);
                checkLive();
            }
            return null;
        }
        Object found = null;
        try {
            found = wanted.match(entry);
        } finally {
            if (found == null) {
                keep(entry); // also when a predicate throws
            }
        }
        if (found == Wanted.Verdict.REFUSED) {
            refuse(entry);
            return null;
        }
        return found != null && take(entry) ? found : null;
    }

    /** Takes a message that is handed to code of the port; false if it has been withdrawn. */
    boolean take(MessageEntry entry) {
        boolean taken = entry.take();
        if (taken) {
            port.origin(entry.origin());
        }
        return taken;
    }

    private @Nullable Message open(MessageEntry entry) {
        if (entry.callsCode()) {
            receiving = true;
        }
        try {
            return entry.open();
        } catch (Throwable t) {
            port.endBy(t);
            throw killed();
        }
    }

    private void keep(MessageEntry entry) {
        KeptMessages left = kept;
        if (left == null) {
            left = new KeptMessages();
            kept = left;
        }
        left.add(entry, port.kernel().timers().nanoTime());
        port.noteWaiting(left.size());
    }

    /** Takes a message in order to give it up. */
    void refuse(MessageEntry entry) {
        if (entry.take()) {
            port.unreadable(entry.message());
        }
    }

    /** Whether what the owner would wait for comes in a moment. */
    private boolean comesSoon(Expected expected) {
        return port.kernel().probe().maySpin() && port.inbox().spin(expected);
    }

    /** Waits until something has come; false if the deadline came first. Coming back with true does not mean there is a message. */
    private boolean await(Wanted wanted, long deadline) {
        Inbox inbox = port.inbox();
        if (!inbox.beginWait()) {
            return true;
        }
        waitsOn = wanted;
        boolean came = true;
        boolean parked = false;
        try {
            while (inbox.isWaiting()) {
                if (deadline != FOR_EVER) {
                    if (port.kernel().timers().nanoTime() - deadline >= 0) {
                        came = !inbox.endWait(); // what came in this very moment wins
                        timedOut = parked && !came;
                        break;
                    }
                    alarm().setFor(deadline);
                }
                port.kernel().config().parking().park(this); // nothing waits behind a port's own thread
                parked = true;
                if (owner.isInterrupted()) {
                    endByInterrupt();
                    break;
                }
            }
        } catch (Throwable t) { // for want of memory, it may be: code that goes on finds an inbox that nobody waits for
            boolean ignored = inbox.endWait();
            throw t;
        } finally {
            waitsOn = null;
        }
        if (deadline != FOR_EVER) {
            clearAlarm();
        }
        return came;
    }

    // ---- questions ----

    void wakeOwner() {
        port.kernel().parking().unpark(owner);
    }

    /** Waits until a question is over or its time is up, and looks at nothing else. */
    void await(Question question, long deadline) {
        ReplySlot slot = question.slot();
        checkLive();
        port.kernel().probe().relieve();
        while (!slot.isOver()) {
            if (!comesSoon(slot)) {
                if (port.kernel().timers().nanoTime() - deadline >= 0) {
                    break;
                }
                if (slot.beginWait()) {
                    alarm().setFor(deadline);
                    port.kernel().config().parking().park(question); // as above
                }
            }
            checkLive();
        }
        clearAlarm();
        slot.giveUp();
    }

    private Alarm alarm() {
        Alarm made = alarm;
        if (made == null) {
            made = new Alarm(port.kernel().timers(), this::wakeOwner);
            alarm = made;
        }
        return made;
    }

    private void clearAlarm() {
        if (alarm != null) {
            alarm.clear();
        }
    }

    // ---- the end ----

    /** Refuses to go on in a port that has been killed, also by an interrupt. */
    void checkLive() {
        if (owner.isInterrupted()) {
            endByInterrupt();
        }
        if (!port.isLive()) {
            throw killed();
        }
    }

    /** An interrupt is a kill; one that does not come from a kill makes it. */
    private void endByInterrupt() {
        port.end(new KillReason.Die("interrupted"), null);
    }

    private PortKilled killed() {
        receivesAfterEnd = (byte) Math.min(LAST_REFUSAL, receivesAfterEnd + 1);
        if (receivesAfterEnd > RECEIVES_AFTER_END) {
            slowDown(receivesAfterEnd - RECEIVES_AFTER_END);
        }
        KillReason reason = port.endReason();
        assert reason != null;
        return new PortKilled(port.id(), reason);
    }

    /** The code catches what is thrown and receives again: it shall not burn a core, nor fill a log, doing so. */
    private void slowDown(int refusals) {
        if (refusals == 1) {
            port.kernel().refusesToEnd(port);
        }
        boolean interrupted = Thread.interrupted(); // or the park would not wait
        long nanos = Math.min(TimeUnit.MILLISECONDS.toNanos(1) << (refusals - 1), REFUSAL_WAIT_MAX_NANOS);
        Parking parking = port.kernel().parking(); // whose time goes on when the node is closed
        long until = parking.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = until - parking.nanoTime()) {
            parking.parkNanos(this, left);
        }
        if (interrupted) {
            owner.interrupt();
        }
    }

    /** Gives up what nobody will receive any more. */
    void close() {
        if (alarm != null) {
            alarm.close();
        }
        KeptMessages left = kept;
        if (left != null) {
            left.drain(port::dropMessage);
        }
        if (batch != null) {
            port.drop(batch.next());
            batch = null;
        }
    }

    // ---- seen from outside; any thread ----

    @Override
    public Thread thread(LocalPort asked) {
        return owner;
    }

    @Override
    public int unseen(LocalPort asked) {
        Entry place = (Entry) BATCH.getOpaque(this);
        int depth = place == null ? 0 : place.depthBehind();
        return depth == 0 ? 0 : Math.max(0, batchDepth - depth + 1); // about, while the owner goes on
    }

    @Override
    public int takes(LocalPort asked) {
        return (int) TAKES.getOpaque(this);
    }

    @Override
    public int kept(LocalPort asked) {
        KeptMessages left = kept;
        return left == null ? 0 : left.size();
    }

    @Override
    public long oldestKeptNanos(LocalPort asked) {
        KeptMessages left = kept;
        if (left == null) {
            return -1;
        }
        long since = left.oldestSince();
        return left.size() == 0 ? -1 : Math.max(0, port.kernel().timers().nanoTime() - since);
    }

    @Override
    public PortId waiter() {
        return port.id();
    }

    @Override
    public @Nullable PortId waitsFor() {
        Wanted wanted = waitsOn;
        return wanted instanceof Wanted.From from && from.source() instanceof Request<?> request
                ? request.target()
                : null;
    }

    @Override
    public String what() {
        Wanted wanted = waitsOn;
        return wanted == null ? "nothing" : wanted.what();
    }

    @Override
    public String toString() {
        return "the mailbox of " + port.id();
    }
}
