package io.loommp.kernel;

import io.loommp.spi.ConfinedTo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Where many threads leave entries for the one runner of a port, in the order in which they succeed.
 *
 * <p><b>Threads:</b> {@link #push} and {@link #close} from any thread; the rest from the port's runner.
 * <p><b>Blocking:</b> never, but that {@link #spin} may let others run; lock-free.
 * <p><b>Limits:</b> none; see {@link Entry#depth} for how much waits.
 */
public final class Inbox implements Expected {
    /*
     * One word: null while the runner is at work and nothing is new, WAITING while it waits, CLOSED for ever after the end,
     * or the newest entry of a stack whose entries point to the one pushed before and carry their depth.
     *
     * Senders push with a CAS. The runner takes the whole stack with a CAS to null: a swap would reopen an inbox that was
     * closed between its look and its swap. Close is a swap, because it must win against everything. Waiting is CAS(null,
     * WAITING); only the sender, or closer, that replaces WAITING wakes the runner, so there is no second flag and no lost
     * wake-up, and a wake-up never writes the word. A runner that gives up waiting says so with CAS(WAITING, null); when
     * that fails something has come, and it takes that.
     *
     * Entries are published by the CAS that pushes them; their fields are written before it and read after the take.
     *
     * The cache line of the word goes from core to core whenever one side writes after the other, at the price of several
     * sends. So nothing here is written for each entry that the runner comes to. And a runner that is faster than who sends to
     * it would take a few entries, again and again, or begin to wait and have to be woken: both then go at the speed of the
     * line. So a runner that has had many entries, and now finds few, lets a moment pass before it takes. As long as little
     * comes in such a moment, it is twice as many entries to the next one.
     *
     * Two who send at once would have the line for one entry each time. So who finds that another one was first lets a moment
     * pass as well, in which that one pushes many.
     *
     * To wait and be woken takes both sides more than a microsecond, and what answers at once on another core has come before
     * that. So a runner may spin before it waits, while that pays: see Patience.
     */
    private enum Mark {
        WAITING,
        CLOSED
    }

    private static final char FIRST_MOMENT = 64; // counters of entries are as small as there is room in the object
    private static final char LAST_MOMENT = 1 << 15;
    private static final int FEW = 64;
    private static final int LITTLE = 8;
    private static final int MOMENT = 100; // times onSpinWait: about 2 us, more or less by processor

    private static final boolean OTHERS_RUN = Runtime.getRuntime().availableProcessors() > 1;

    private static final VarHandle WORD;
    private static final VarHandle TAKEN;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(Inbox.class, "word", Object.class);
            TAKEN = MethodHandles.lookup().findVarHandle(Inbox.class, "taken", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Object word;

    /** How many the runner took, ever; it wraps around. A number for people, so opaque will do. */
    @ConfinedTo("the port's runner; others may look")
    private int taken;

    @ConfinedTo("the port's runner")
    private char sinceMoment; // how many it took since it let one pass; LAST_MOMENT if more

    @ConfinedTo("the port's runner")
    private char momentAfter = FIRST_MOMENT; // so many entries

    @ConfinedTo("the port's runner")
    private int patience = Patience.NONE; // with spins

    /** What became of a push. */
    public enum Pushed {
        /** The entry stands in the inbox; the runner will come to it. */
        QUEUED,
        /** The entry stands in the inbox; whoever pushed it has to wake the runner. */
        WAKE,
        /** The inbox is closed, and did not take the entry. */
        REFUSED
    }

    /** An inbox whose runner waits, or is at work, from the start. */
    public Inbox(boolean runnerWaits) {
        word = runnerWaits ? Mark.WAITING : null;
    }

    /** Adds an entry as the newest. */
    public Pushed push(Entry entry) {
        while (true) {
            Object seen = word;
            if (seen == Mark.CLOSED) {
                return Pushed.REFUSED;
            }
            if (seen instanceof Entry top) {
                entry.next = top;
                entry.depth = top.depth + 1;
            } else {
                entry.next = null;
                entry.depth = 1;
            }
            if (WORD.compareAndSet(this, seen, entry)) {
                return seen == Mark.WAITING ? Pushed.WAKE : Pushed.QUEUED;
            }
            if (OTHERS_RUN && word instanceof Entry) {
                letMomentPass(); // another sender was first: the line is left to it
            }
        }
    }

    /** Takes all that has come, oldest first, linked by {@link Entry#next}; null if there is nothing. */
    @ConfinedTo("the port's runner")
    public @Nullable Entry take() {
        if (sinceMoment >= momentAfter && OTHERS_RUN) {
            letMoreCome();
        }
        while (true) {
            Object seen = word;
            if (!(seen instanceof Entry newest)) {
                return null;
            }
            if (WORD.compareAndSet(this, seen, null)) {
                TAKEN.setOpaque(this, taken + newest.depth);
                sinceMoment = (char) Math.min(LAST_MOMENT, sinceMoment + newest.depth);
                return oldestFirst(newest);
            }
        }
    }

    private void letMoreCome() {
        int before = size();
        if (before >= FEW) {
            return;
        }
        letMomentPass();
        sinceMoment = 0;
        momentAfter = size() - before < LITTLE ? (char) Math.min(LAST_MOMENT, 2 * momentAfter) : FIRST_MOMENT;
    }

    private static void letMomentPass() {
        for (int i = 0; i < MOMENT; i++) {
            Thread.onSpinWait();
        }
    }

    @Override
    public boolean hasCome() {
        return word != null;
    }

    /**
     * Spins for a moment before the runner waits, if that has paid lately; where {@link CarrierProbe#maySpin} says yes.
     *
     * @param expected what the runner is going to wait for: this inbox, or the reply to a question
     * @return whether it came
     */
    @ConfinedTo("the port's runner")
    public boolean spin(Expected expected) {
        if (Patience.isAtEnd(patience)) {
            patience = Patience.waited(patience);
            return false;
        }
        for (int i = 0; i < MOMENT; i++) {
            if (expected.hasCome()) {
                spinPaid();
                return true;
            }
            Thread.onSpinWait();
        }
        patience = Patience.inVain(patience);
        return false;
    }

    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on whom the scheduler takes
    private void spinPaid() {
        patience = Patience.paid(patience);
        if (Patience.isRowComplete(patience)) {
            Thread.yield(); // or two that spin for each other would never leave their carriers
        }
    }

    /**
     * Begins to wait.
     *
     * @return false if there is no reason to: something has come, or the inbox is closed
     */
    @ConfinedTo("the port's runner")
    public boolean beginWait() {
        return WORD.compareAndSet(this, null, Mark.WAITING);
    }

    /** Whether nothing has come since {@link #beginWait}. */
    @ConfinedTo("the port's runner")
    public boolean isWaiting() {
        return word == Mark.WAITING;
    }

    /**
     * Gives up waiting.
     *
     * @return false if something has come meanwhile, or the inbox was closed
     */
    @ConfinedTo("the port's runner")
    public boolean endWait() {
        return WORD.compareAndSet(this, Mark.WAITING, null);
    }

    /** How many entries stand in it at this moment. */
    public int size() {
        return word instanceof Entry newest ? newest.depth : 0;
    }

    /** How many the runner took, ever; it wraps around. */
    public int taken() {
        return (int) TAKEN.getOpaque(this);
    }

    /** How many entries were ever pushed, about, while others push; it wraps around. */
    public int received() {
        return size() + taken();
    }

    /** Refuses entries from now on. */
    public Rest close() {
        Object last = WORD.getAndSet(this, Mark.CLOSED);
        return new Rest(last instanceof Entry newest ? oldestFirst(newest) : null, last == Mark.WAITING);
    }

    /**
     * What stood in an inbox when it was closed.
     *
     * @param oldest the entries that nobody had taken, linked by {@link Entry#next}, or null
     * @param runnerWaited whether the runner was waiting
     */
    public record Rest(@Nullable Entry oldest, boolean runnerWaited) {}

    private static Entry oldestFirst(Entry newest) {
        Entry reversed = null;
        Entry at = newest;
        while (at != null) {
            Entry before = at.next;
            at.next = reversed;
            reversed = at;
            at = before;
        }
        return reversed == null ? newest : reversed;
    }
}
