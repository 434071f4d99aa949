package io.loommp.kernel;

import io.loommp.spi.ConfinedTo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Where many threads leave entries for the one runner of a port: those of each sender in their order, and what is pushed when
 * another push has returned behind that.
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
     * closed between its look and its swap. (Where it moves the word, see below, no closer comes to the old one any more.)
     * Close is a swap, because it must win against everything. Waiting is CAS(null, WAITING); only the sender, or closer,
     * that replaces WAITING wakes the runner, so there is no second flag and no lost wake-up, and a wake-up never writes the
     * word. A runner that gives up waiting says so with CAS(WAITING, null); when that fails something has come, and it takes
     * that.
     *
     * Entries are published by the CAS that pushes them; their fields are written before it and read after the take.
     *
     * The cache line of the word goes from core to core whenever one side writes after the other, at the price of several
     * sends. So nothing here is written for each entry that the runner comes to. And a runner that is faster than who sends to
     * it would take a few entries, again and again, or begin to wait and have to be woken: both then go at the speed of the
     * line. So a runner that has had many entries, and now finds few, lets a moment pass before it takes. As long as little
     * comes in such a moment, it is twice as many entries to the next one.
     *
     * What stands in the same line is the collector's choice, and may be what the runner looks at for each entry. So whenever
     * it takes many at once, the word moves into a new object that has its lines for itself, and that is young: the collector
     * puts no fence behind what senders write there. The field is then that object; a port to which that has never happened
     * pays nothing. Whoever has looked at the field before may still push into the word that was, until it is MOVED or CLOSED,
     * and what is pushed there is taken, or given up, with the rest of it.
     *
     * Two who send at once would have the line for one entry each time. So who finds that another one was first lets a moment
     * pass as well, in which that one pushes many.
     *
     * To wait and be woken takes both sides more than a microsecond, and what answers at once on another core has come before
     * that. So a runner may spin before it waits, while that pays: see Patience.
     */
    private enum Mark {
        WAITING,
        CLOSED,
        MOVED // in a Padded.Word that another one has replaced
    }

    private static final char FIRST_MOMENT = 64; // counters of entries are as small as there is room in the object
    private static final char LAST_MOMENT = 1 << 15;
    private static final int FEW = 64;
    private static final int LITTLE = 8;
    static final int WIDE_FROM = 64; // entries at once
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

    private volatile @Nullable Object word; // or where it is: a Padded.Word

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

    private @Nullable Object word() {
        Object here = word;
        return here instanceof Padded.Word wide ? wide.get() : here;
    }

    /** Compares and sets the word, wherever it is: that is changed by the runner alone, and by the end. */
    @ConfinedTo("the port's runner")
    private boolean change(@Nullable Object expected, @Nullable Object next) {
        return word instanceof Padded.Word wide
                ? wide.compareAndSet(expected, next)
                : WORD.compareAndSet(this, expected, next);
    }

    /** Adds an entry as the newest. */
    public Pushed push(Entry entry) {
        while (true) {
            Object here = word;
            Padded.Word wide = here instanceof Padded.Word padded ? padded : null;
            Object seen = wide == null ? here : wide.get();
            if (seen instanceof Entry top) {
                entry.next = top;
                entry.depth = top.depth + 1;
            } else if (seen == Mark.CLOSED) {
                return Pushed.REFUSED;
            } else if (seen == Mark.MOVED) {
                continue;
            } else {
                entry.next = null;
                entry.depth = 1;
            }
            if (wide == null ? WORD.compareAndSet(this, seen, entry) : wide.compareAndSet(seen, entry)) {
                return seen == Mark.WAITING ? Pushed.WAKE : Pushed.QUEUED;
            }
            if (OTHERS_RUN && word() instanceof Entry) {
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
            Object seen = word();
            if (!(seen instanceof Entry top)) {
                return null;
            }
            Entry newest = top.depth < WIDE_FROM ? empty(top) : move(top);
            if (newest != null) {
                TAKEN.setOpaque(this, taken + newest.depth);
                sinceMoment = (char) Math.min(LAST_MOMENT, sinceMoment + newest.depth);
                return oldestFirst(newest);
            }
        }
    }

    /** Takes the stack off that has this entry on its top; null if there is another one now. */
    private @Nullable Entry empty(Entry newest) {
        return change(newest, null) ? newest : null;
    }

    /** Puts a new word into the place of the present one, and takes the stack off that; null if it has changed meanwhile. */
    private @Nullable Entry move(Entry top) {
        Padded.Word fresh;
        try {
            fresh = new Padded.Word();
        } catch (OutOfMemoryError e) {
            return empty(top); // where it is will do
        }
        Object here = word;
        if (here == Mark.CLOSED || !WORD.compareAndSet(this, here, fresh)) {
            return null;
        }
        return (Entry) (here instanceof Padded.Word wide ? wide.getAndSet(Mark.MOVED) : here);
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
        return word() != null;
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
        return change(null, Mark.WAITING);
    }

    /** Whether nothing has come since {@link #beginWait}. */
    @ConfinedTo("the port's runner")
    public boolean isWaiting() {
        return word() == Mark.WAITING;
    }

    /**
     * Gives up waiting.
     *
     * @return false if something has come meanwhile, or the inbox was closed
     */
    @ConfinedTo("the port's runner")
    public boolean endWait() {
        return change(Mark.WAITING, null);
    }

    /** How many entries stand in it at this moment. */
    public int size() {
        return word() instanceof Entry newest ? newest.depth : 0;
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
        if (last instanceof Padded.Word wide) {
            last = wide.getAndSet(Mark.CLOSED); // with what came of those who had looked before
        }
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
