package io.loommp.testkit;

import io.loommp.spi.Activation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/*
 * Runs the virtual threads of a world on the one thread that made it, the carrier, one at a time, and chooses by a seed which
 * of those that can go on does, or which timer that has fallen due fires. A thread runs until it waits, ends, or comes by a
 * place where it may be held up and the seed says so.
 *
 * All of the state belongs to the carrier, and to the one virtual thread that runs on it; other threads only leave what they
 * bring in `outside`.
 */
final class Scheduler {
    private static final int PASSES_MAX = 100;
    private static final int STEPS_AT_ONE_INSTANT_MAX = 10_000;
    private static final String MONITORS_OF_THE_JDK = "VirtualThread-unblocker";

    private final Thread carrier = Thread.currentThread();
    private final Trace trace;
    private final Clock clock = new Clock(this);
    private final Chance chance;

    private final List<Strand> ready = new ArrayList<>();
    private final List<Strand> living = new ArrayList<>(); // those whose thread is known
    private final List<Strand> atMonitors = new ArrayList<>(); // those that may come back from a monitor
    private final IdentityHashMap<Runnable, Strand> startedByUsers = new IdentityHashMap<>();
    private final ConcurrentLinkedQueue<Outside> outside = new ConcurrentLinkedQueue<>();
    private int numbered;
    private int passes;
    private long counted;
    private int stepsAtOneInstant;
    private boolean timeMayPass;
    private boolean carrierUnparked;
    private @Nullable String disturbance;
    private @Nullable MonitorBarrier barrier; // made for the first thread that waits for a monitor

    private volatile @Nullable Strand running; // written by the carrier
    private volatile long steps; // written by the carrier
    private volatile boolean closing; // written by the carrier
    private volatile boolean abandoned; // written by who waited for the carrier

    /** A thread of the world that another thread made ready. */
    private record Outside(Strand strand, String by) {}

    Scheduler(long seed, Trace trace) {
        this.trace = trace;
        this.chance = new Chance(seed);
    }

    Clock clock() {
        return clock;
    }

    SplittableRandom random() {
        return chance.random();
    }

    /** How many steps were done; any thread may ask. */
    long steps() {
        return steps;
    }

    /** The thread that runs now, if one does; any thread may ask. */
    @Nullable
    Strand running() {
        return running;
    }

    /** Whose code runs now, for people. */
    Object who() {
        Strand strand = running;
        return strand == null ? "the test" : strand;
    }

    /** How many threads could run now. */
    int readyCount() {
        return ready.size();
    }

    /** The threads that have not ended. */
    List<Strand> living() {
        return living.stream()
                .sorted(Comparator.comparingInt(strand -> strand.number))
                .toList();
    }

    // ---- threads ----

    /** Makes a thread of this world. */
    Thread newThread(Runnable task) {
        Strand strand = new Strand(
                this, numbered++, task instanceof Activation activation ? activation.port() : null, " of " + who());
        Thread thread = SeededThreads.runningOn(strand).unstarted(task);
        strand.thread = thread;
        strand.priority = nextPriority();
        return thread;
    }

    /** A thread that this made has been started. */
    void started(Strand strand) {
        if (isOurs(Thread.currentThread())) {
            living.add(strand);
        }
    }

    /** The strand of a thread that code of users has started. */
    Strand startedBy(Strand parent, Runnable handed) {
        return startedByUsers.computeIfAbsent(handed, task -> {
            Strand strand = new Strand(this, numbered++, null, " of " + parent);
            strand.priority = nextPriority();
            return strand.adopt(task);
        });
    }

    int nextPriority() {
        return isOurs(Thread.currentThread()) ? chance.priority() : 0;
    }

    /** A thread can go on. Any thread may bring it. */
    void submitted(Strand strand) {
        Thread by = Thread.currentThread();
        if (isOurs(by)) {
            ready.add(strand);
        } else {
            outside.add(new Outside(strand, by.getName()));
        }
        strand.ready = true;
    }

    @SuppressWarnings("ReferenceEquality") // a thread is itself
    private boolean isOurs(Thread thread) {
        if (thread == carrier) {
            return true;
        }
        Strand strand = running;
        if (strand == null || !thread.isVirtual()) {
            return false;
        }
        if (strand.thread == null && thread.toString().endsWith('@' + carrier.getName())) {
            strand.thread = thread; // one that code of users has started
            living.add(strand);
        }
        return strand.thread == thread;
    }

    // ---- steps ----

    /** Does one thing of those that can be done now; false if there is none. */
    boolean step() {
        if (abandoned) {
            throw new IllegalStateException("nobody waits for this run any more");
        }
        takeOutside();
        boolean late = timeMayPass && chance.isLate();
        if (late || stepsAtOneInstant > STEPS_AT_ONE_INSTANT_MAX) {
            moveToNext(Clock.FOR_EVER);
        }
        int choices = ready.size() + clock.dueCount();
        if (choices == 0) {
            return false;
        }
        int chosen = chance.choose(choices, ready, clock);
        if (chosen < ready.size()) {
            run(ready.get(chosen), chosen);
        } else {
            fire(clock.due(chosen - ready.size()));
        }
        stepsAtOneInstant++;
        steps = ++counted;
        return true;
    }

    private void run(Strand strand, int index) {
        Strand last = ready.removeLast();
        if (index < ready.size()) {
            ready.set(index, last);
        }
        if (!closing) {
            trace.ran(strand);
        }
        passes = 0;
        running = strand;
        try {
            strand.run();
        } finally {
            running = null;
        }
        switch (strand.state()) {
            case TERMINATED -> living.remove(strand);
            case BLOCKED -> atMonitors.add(strand);
            case WAITING -> {
                if (strand.thread != null && strand.blocker() == null) {
                    atMonitors.add(strand); // perhaps in Object.wait
                }
            }
            case NEW, RUNNABLE, TIMED_WAITING -> {}
        }
        if (!atMonitors.isEmpty()) {
            awaitThoseAtMonitors();
        }
    }

    private void fire(Clock.Task timer) {
        if (!closing) {
            trace.fired(timer);
        }
        clock.run(timer);
    }

    /** Moves time to the next deadline; false if there is none up to this time. */
    boolean moveToNext(long until) {
        stepsAtOneInstant = 0;
        boolean moved = clock.moveToNext(until);
        if (moved && !closing) {
            trace.time(clock.now());
        }
        return moved;
    }

    /** From now on time may pass also while threads could run. */
    void letTimePass() {
        timeMayPass = true;
    }

    // ---- what comes from outside ----

    private void takeOutside() {
        if (outside.isEmpty()) {
            return;
        }
        List<Outside> taken = new ArrayList<>();
        for (Outside next = outside.poll(); next != null; next = outside.poll()) {
            taken.add(next);
        }
        taken.sort(Comparator.comparingInt(each -> each.strand.number));
        for (Outside each : taken) {
            ready.add(each.strand);
            if (!each.by.equals(MONITORS_OF_THE_JDK) && disturbance == null) {
                disturbance = each.strand + " was woken by the thread \"" + each.by + "\", which is none of this world";
            }
        }
    }

    /** What has come from outside the world and makes that it cannot be replayed; null if nothing has. */
    @Nullable
    String disturbance() {
        if (disturbance == null) {
            for (Strand strand : living) {
                if (strand.state() == Thread.State.TIMED_WAITING) {
                    disturbance = strand + " sleeps, or waits with a time limit of the JDK, at " + Waits.place(strand);
                }
            }
        }
        return disturbance;
    }

    /** A monitor that a thread waits for may have been left in this step: then the thread is back before the next. */
    private void awaitThoseAtMonitors() {
        atMonitors.removeIf(strand -> strand.ready); // woken by something else
        if (!atMonitors.isEmpty() && MonitorBarrier.isNeeded()) {
            if (barrier == null) {
                barrier = new MonitorBarrier();
            }
            barrier.await();
            atMonitors.removeIf(strand -> strand.ready);
        }
    }

    // ---- the end ----

    /** From now on threads only come to their ends: what they do is not written down. */
    void close() {
        closing = true;
    }

    /** All is over: what can run to its end does, and what has no end is left; the JDK keeps a thread that has not ended. */
    void end() {
        int most = STEPS_AT_ONE_INSTANT_MAX;
        while (!abandoned && most > 0 && step()) {
            most--;
        }
        if (barrier != null) {
            barrier.close();
        }
    }

    /** Nobody waits for the carrier any more: it is to stop where it comes by. Any thread may call. */
    void abandon() {
        abandoned = true;
    }

    // ---- how threads of the world wait ----

    /** The carrier waits by running the others: so code that drives the world can close a node. */
    void runUntilUnparked(long until) {
        while (!carrierUnparked && clock.now() < until) {
            boolean crowded = stepsAtOneInstant >= STEPS_AT_ONE_INSTANT_MAX;
            if ((crowded || !step()) && !moveToNext(until)) {
                if (until == Clock.FOR_EVER) {
                    throw new AssertionError("the code that drives the world waits for ever");
                }
                clock.moveTo(until);
                stepsAtOneInstant = 0;
            }
        }
        carrierUnparked = false;
    }

    void unparkCarrier() {
        carrierUnparked = true;
    }

    @SuppressWarnings("ReferenceEquality") // a thread is itself
    boolean isCarrier(Thread thread) {
        return thread == carrier;
    }

    /** The thread that runs comes by a place where it may be held up. */
    void pass() {
        Thread thread = Thread.currentThread();
        if (isCarrier(thread) || !isOurs(thread)) {
            return;
        }
        boolean polling = ++passes > PASSES_MAX; // it may well be
        if (polling) {
            stepsAtOneInstant += passes;
        }
        boolean othersCan = !ready.isEmpty() || clock.dueCount() > 0;
        if (polling || (othersCan && chance.pauses())) {
            pause();
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // the scheduler that this relies on is this one
    private static void pause() {
        Thread.yield();
    }
}
