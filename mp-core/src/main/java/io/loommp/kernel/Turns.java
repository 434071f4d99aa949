package io.loommp.kernel;

import io.loommp.PortId;
import io.loommp.spi.Activation;
import io.loommp.spi.ConfinedTo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The work of one thread: the turn of a callback port, then that of the port which it woke last, or of one from the {@link
 * WokenQueue}, and so on.
 *
 * <p><b>Threads:</b> its own, but for {@link #age}, and {@link #tookLong} behind that, which are the timer thread's.
 */
final class Turns implements Activation {
    /*
     * Between virtual threads a hand-over costs a start, a wake of another carrier, and what that steals. So the port that a
     * handler wakes last does not get a thread of its own, but waits in `next` until this one has nothing more to do for the
     * port it is at: what Go calls run-next and Tokio the LIFO slot. Whatever else is woken gets a thread as ever.
     *
     * A port must not wait there while the one before computes or blocks. So it is given a thread after all when that has
     * another entry to execute or waits by way of Parking, and when the timer thread has come by twice (2 to 6 ms), which
     * takes these turns out of TurnTable, where the thread finds them, and then takes `next`. Whoever wakes sets `next` and
     * then looks whether they still stand in the table. One of both sees the other, and `next` is always swapped, so one
     * takes it.
     *
     * When nobody follows, one comes from WokenQueue.
     *
     * The number of turns is limited, so that other virtual threads come to the carrier; behind the second look of the timer
     * there are no more.
     *
     * A kill of the port by its own code leaves its KillEntry in `kill` in the same way: the timer thread sets the timer of the
     * grace time only when it takes these turns out. It is swapped, too; only for a port that has come to its end it is just cleared.
     */
    private static final int MAX = 64;

    private static final VarHandle NEXT;
    private static final VarHandle UNSEEN;
    private static final VarHandle KILL;

    static {
        try {
            NEXT = MethodHandles.lookup().findVarHandle(Turns.class, "next", LocalPort.class);
            UNSEEN = MethodHandles.lookup().findVarHandle(Turns.class, "unseen", int.class);
            KILL = MethodHandles.lookup().findVarHandle(Turns.class, "kill", KillEntry.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CallbackRunner runner;
    private final boolean awaited; // whether ports in the WokenQueue count on its beginning

    @ConfinedTo("its thread; whoever makes it before that")
    private LocalPort port;

    private volatile @Nullable LocalPort next; // set by its thread, taken by that or the timer thread

    private volatile @Nullable KillEntry kill; // set and cleared by its thread, taken by that or the timer thread

    private @Nullable Thread thread; // written by it before it holds a port or stands in the table

    /** How many entries it has taken from the inbox of its port and not come to. A number for people, so opaque will do. */
    @ConfinedTo("its thread; others may look")
    private int unseen;

    @ConfinedTo("the timer thread")
    private boolean aged;

    Turns(CallbackRunner runner, LocalPort first, boolean awaited) {
        this.runner = runner;
        this.port = first;
        this.awaited = awaited;
    }

    @Override
    public PortId port() {
        return port.id();
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        TurnTable entered = runner.table();
        if (entered == null) {
            runner.turn(port, this);
            return;
        }
        if (awaited) {
            runner.begun(entered.woken());
        }
        entered.enter(this);
        try {
            takeTurns(entered);
        } finally {
            entered.leave(this);
            passNextOn();
        }
    }

    private void takeTurns(TurnTable entered) {
        int turns = 1;
        while (runner.turn(port, this) && turns < MAX) { // the rest is passed on
            LocalPort woken = takeNext();
            if (woken == null && entered.has(this)) {
                woken = entered.woken().poll();
            }
            if (woken == null) {
                return;
            }
            boolean ignored = Thread.interrupted(); // left behind by a handler
            port = woken;
            if (kill != null) {
                kill = null; // the port before has come to it
            }
            turns++;
        }
    }

    /** Has this port follow the present one, and gives the one a thread that was to follow until now. */
    void next(LocalPort woken) {
        startIfThere((LocalPort) NEXT.getAndSet(this, woken));
        TurnTable table = runner.table();
        if (table != null && !table.has(this)) {
            passNextOn();
        }
    }

    /**
     * Has the timer of a kill of the present port be set if its code goes on for long.
     *
     * @return false if that is to be done at once: it is not the code of the port that kills it, or nobody would look
     */
    @SuppressWarnings("ReferenceEquality") // a thread is itself
    boolean setsTimerOf(KillEntry entry) {
        TurnTable table = runner.table();
        if (table == null || thread != Thread.currentThread() || kill != null) {
            return false;
        }
        kill = entry;
        return table.has(this) || !KILL.compareAndSet(this, entry, null);
    }

    /** These turns have taken long: what was to wait no longer than that is seen to. */
    @ConfinedTo("the timer thread, or who closes the node; once these turns stand in no table")
    void tookLong() {
        KillEntry untimed = (KillEntry) KILL.getAndSet(this, null);
        if (untimed != null) {
            untimed.setTimer();
        }
        passNextOn();
    }

    /** Gives the port a thread that was to follow. Its thread or, once these turns stand in no table, any. */
    void passNextOn() {
        startIfThere(takeNext());
    }

    private void startIfThere(@Nullable LocalPort woken) {
        if (woken != null) {
            runner.startOrEnd(woken);
        }
    }

    private @Nullable LocalPort takeNext() {
        return next == null ? null : (LocalPort) NEXT.getAndSet(this, null);
    }

    /** The thread whose work this is, once it has begun. */
    @Nullable
    Thread thread() {
        return thread;
    }

    /** Takes all that has come for the port, as {@link Inbox#take}. */
    @Nullable
    Entry take(Inbox inbox) {
        int before = inbox.taken();
        Entry oldest = inbox.take();
        UNSEEN.setOpaque(this, inbox.taken() - before);
        return oldest;
    }

    /** Whether something comes for the port in a moment, see {@link Inbox#spin}; not if another one is to follow. */
    boolean comesSoon(Inbox inbox) {
        return next == null && runner.maySpin() && inbox.spin(inbox);
    }

    /** Comes to the next of those it took. */
    void comeTo() {
        UNSEEN.setOpaque(this, unseen - 1);
    }

    /** How many it took and has not come to. Any thread. */
    int unseen() {
        return (int) UNSEEN.getOpaque(this);
    }

    /** The timer comes by; true if it did so before. */
    @ConfinedTo("the timer thread")
    boolean age() {
        boolean old = aged;
        aged = true;
        return old;
    }
}
