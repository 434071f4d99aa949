package io.loommp.kernel;

import io.loommp.spi.ConfinedTo;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where a thread finds the {@link Turns} that it takes, and the timer thread those that take long.
 *
 * <p>It is a hash table without chains: whoever finds its place taken does without, and gets on as if there were no table.
 * A {@link ThreadLocal} would give each thread that ever sends, also one of a million idle ports, a map of its own.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never. <b>Limits:</b> one place in 256 for a thread.
 */
final class TurnTable {
    private static final int BITS = 8;

    /** Of Knuth's multiplicative hashing: neighbours in number are none in memory. */
    private static final int SPREAD = 0x9E3779B9;

    private final AtomicReferenceArray<@Nullable Turns> places = new AtomicReferenceArray<>(1 << BITS);
    private final WokenQueue woken = new WokenQueue(Runtime.getRuntime().availableProcessors());
    private volatile boolean closed; // written by who closes, before it takes all out

    /** Ports that wait for the turn of any of these threads. */
    WokenQueue woken() {
        return woken;
    }

    /** Enters turns whose thread is the current one. */
    void enter(Turns turns) {
        if (!closed && places.compareAndSet(placeOf(Thread.currentThread()), null, turns) && closed) {
            leave(turns); // whoever closed may have passed this place
        }
    }

    /** The turns that the current thread takes, if they stand here. */
    @Nullable
    @SuppressWarnings("ReferenceEquality") // a thread is itself
    Turns current() {
        Thread thread = Thread.currentThread();
        Turns found = places.get(placeOf(thread));
        return found != null && found.thread() == thread ? found : null;
    }

    /** Whether turns of the current thread stand here. */
    @SuppressWarnings("ReferenceEquality") // these very ones
    boolean has(Turns turns) {
        return places.get(placeOf(Thread.currentThread())) == turns;
    }

    /** Takes turns of the current thread out. */
    void leave(Turns turns) {
        places.compareAndSet(placeOf(Thread.currentThread()), turns, null);
    }

    /** Gives the port a thread that waits behind the current one, which is going to wait itself. */
    void passNextOn() {
        Turns current = current();
        if (current != null) {
            current.passNextOn();
        }
    }

    /** Takes out what has stood here since the last time, which has taken long then. */
    @ConfinedTo("the timer thread")
    void tick() {
        for (int place = 0; place < places.length(); place++) {
            Turns turns = places.get(place);
            if (turns != null && turns.age()) {
                takeOut(place, turns);
            }
        }
    }

    /** From now on each activation has a thread of its own: nobody looks after the time any more. */
    void close() {
        closed = true;
        for (int place = 0; place < places.length(); place++) {
            Turns turns = places.get(place);
            if (turns != null) {
                takeOut(place, turns);
            }
        }
    }

    private void takeOut(int place, Turns turns) {
        if (places.compareAndSet(place, turns, null)) {
            turns.tookLong();
        }
    }

    private static int placeOf(Thread thread) {
        return ((int) thread.threadId() * SPREAD) >>> (Integer.SIZE - BITS);
    }
}
