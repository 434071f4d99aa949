package io.loommp.testkit;

import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.Timer;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.spi.Parking;
import io.loommp.spi.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether code of some nodes can still run: it makes their threads, and their parking goes through it.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> only {@link #settle}.
 */
final class Activity {
    /*
     * Each thread has a word: RUNNING, PERMIT (running, and its next park returns at once) or PARKED. Who unparks a thread
     * makes it RUNNING before it wakes it, so a thread that is PARKED, and not interrupted, cannot run. `changes` counts
     * every step of these words: what was found at rest by one walk through all threads is at rest if `changes` stood still
     * meanwhile, because whoever could have woken one of them was at rest itself, or had to come to rest, which counts.
     *
     * Code of users may wait for other things than ports. A thread that is RUNNING by its word and waits by its state
     * *stands elsewhere*: it goes on only when somebody else lets it. There is no count of such wake-ups, so these must be
     * seen standing several times in a row.
     */
    private static final int LOOKS = 5;
    private static final int LOOKS_AT_KNOWN = 2;
    private static final int LOOKS_AT_BLOCKED = 200; // the JDK may be slow to resume who waited for a monitor
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SHORT_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private enum Word {
        RUNNING,
        PERMIT,
        PARKED
    }

    private final ConcurrentHashMap<Thread, Worker> workers = new ConcurrentHashMap<>();
    private final Set<PortId> ownPorts = ConcurrentHashMap.newKeySet();
    private final AtomicInteger running = new AtomicInteger(); // workers that are not PARKED, and tasks
    private final AtomicInteger tasks = new AtomicInteger();
    private final AtomicLong changes = new AtomicLong();
    private final ReentrantLock settling = new ReentrantLock();
    private final Parking parking = new WatchedParking();
    private final Duration patience;
    private final @Nullable Timers time;

    private volatile @Nullable Thread waiting; // who settles
    private volatile int awaited; // to how many of `running` that one waits; written before `waiting`
    private volatile Set<Thread> known = Set.of(); // that stood elsewhere at the end of the last settling; who settles

    /**
     * @param patience how long to wait for rest, in the time of the machine
     * @param time also ends waits that are limited in time; null when that is the time of the machine
     */
    Activity(Duration patience, @Nullable Timers time) {
        this.patience = patience;
        this.time = time;
    }

    /** That of a node which this kit started. */
    static Optional<Activity> of(Node node) {
        return node instanceof Kernel kernel && kernel.parking() instanceof WatchedParking watched
                ? Optional.of(watched.activity())
                : Optional.empty();
    }

    /** A node made of this has its threads here. */
    KernelConfig watching(KernelConfig config) {
        return config.withParking(parking)
                .withVirtualThreads(threads(config.virtualThreads()))
                .withRunNext(false); // each activation is a thread that is counted
    }

    /** Where a thread was made, and what it is called; kept until it ends. */
    record Origin(Thread thread, Throwable where) {}

    /** The threads that have begun and not ended, and where they were made. */
    List<Origin> alive() {
        return workers.values().stream()
                .filter(worker -> worker.thread.getState() != Thread.State.NEW)
                .map(worker -> new Origin(worker.thread, worker.where))
                .toList();
    }

    /** The threads that stood elsewhere when all came to rest the last time. */
    Set<Thread> elsewhere() {
        return known;
    }

    /** Notes that a port belongs to the test, not to what is tested. */
    void ownPort(PortId port) {
        ownPorts.add(port);
    }

    boolean isOwnPort(PortId port) {
        return ownPorts.contains(port);
    }

    // ---- what runs ----

    private ThreadFactory threads(ThreadFactory factory) {
        return code -> {
            Worker worker = new Worker(new Throwable("made here"));
            Thread thread = factory.newThread(() -> {
                try {
                    code.run();
                } finally {
                    workers.remove(worker.thread);
                    rests();
                }
            });
            worker.thread = thread;
            workers.put(thread, worker);
            runs();
            return thread;
        };
    }

    private void runs() {
        running.incrementAndGet();
        changes.incrementAndGet();
    }

    private void rests() {
        changes.incrementAndGet();
        int left = running.decrementAndGet();
        Thread who = waiting;
        if (who != null && left <= awaited) {
            LockSupport.unpark(who);
        }
    }

    /** Something was begun that a thread which is not of the nodes will do. */
    void taskBegun() {
        tasks.incrementAndGet();
        runs();
    }

    /** It is done. */
    void taskDone() {
        tasks.decrementAndGet();
        rests();
    }

    private static final class Worker {
        final AtomicReference<Word> word = new AtomicReference<>(Word.RUNNING);
        final Throwable where;
        Thread thread = Thread.currentThread(); // until it is made

        Worker(Throwable where) {
            this.where = where;
        }
    }

    private final class WatchedParking implements Parking {
        Activity activity() {
            return Activity.this;
        }

        @Override
        public void park(Object blocker) {
            parked(blocker, () -> LockSupport.park(blocker));
        }

        @Override
        public void parkNanos(Object blocker, long nanos) {
            if (nanos < SHORT_PARK_NANOS) {
                LockSupport.parkNanos(blocker, nanos); // it will run on in no time
            } else if (time == null) {
                parked(blocker, () -> LockSupport.parkNanos(blocker, nanos));
            } else {
                Thread thread = Thread.currentThread();
                Timer end = time.at(time.nanoTime() + nanos, () -> unpark(thread));
                parked(blocker, () -> LockSupport.parkNanos(blocker, nanos));
                end.cancel();
            }
        }

        @Override
        public @Nullable Object blocker(Thread thread) {
            return Parking.system().blocker(thread);
        }

        @Override
        public long nanoTime() {
            return Parking.system().nanoTime();
        }

        private void parked(Object blocker, Runnable park) {
            Worker self = workers.get(Thread.currentThread());
            if (self == null) {
                park.run();
            } else if (self.word.compareAndSet(Word.RUNNING, Word.PARKED)) {
                rests();
                park.run();
                if (self.word.compareAndSet(Word.PARKED, Word.RUNNING)) {
                    runs(); // it was interrupted, or the time was up
                }
            } else {
                self.word.set(Word.RUNNING);
                LockSupport.parkNanos(blocker, 1); // takes the JDK's permit as well
            }
        }

        @Override
        public void unpark(Thread thread) {
            Worker worker = workers.get(thread);
            if (worker != null && worker.word.getAndUpdate(WatchedParking::woken) == Word.PARKED) {
                runs();
            }
            LockSupport.unpark(thread);
        }

        private static Word woken(Word word) {
            return word == Word.PARKED ? Word.RUNNING : Word.PERMIT;
        }
    }

    // ---- until nothing runs ----

    /** What one walk through all threads has found. */
    private record Look(List<Worker> running, Set<Thread> elsewhere, boolean blocked, int tasks) {
        boolean isCalm() {
            return running.isEmpty() && tasks == 0;
        }
    }

    /**
     * Waits until none of the threads can run, but the one that calls.
     *
     * <p><b>Blocking:</b> up to the patience, in the time of the machine.
     *
     * @throws AssertionError if some still run then, saying where they are
     */
    void settle() {
        settling.lock();
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            awaited = workers.containsKey(Thread.currentThread()) ? 1 : 0;
            waiting = Thread.currentThread();
            awaitCalm(deadline);
        } finally {
            waiting = null;
            settling.unlock();
        }
    }

    private void awaitCalm(long deadline) {
        int looks = 0;
        long seenChanges = -1;
        Set<Thread> seenElsewhere = Set.of();
        while (true) {
            long before = changes.get();
            Look look = look();
            boolean calm = look.isCalm() && changes.get() == before;
            if (calm && look.elsewhere.isEmpty()) {
                known = Set.of();
                return;
            }
            boolean late = System.nanoTime() - deadline >= 0;
            if (look.isCalm() && !calm && !late) {
                continue; // something went on while we looked, and may be over
            }
            boolean same = calm && before == seenChanges && look.elsewhere.equals(seenElsewhere);
            looks = same ? looks + 1 : calm ? 1 : 0;
            seenChanges = before;
            seenElsewhere = look.elsewhere;
            if (looks >= looksAt(look)) {
                known = look.elsewhere;
                return;
            }
            if (late) {
                throw new AssertionError("after " + patience.toMillis() + " ms the nodes still do something:"
                        + StackTexts.of(look.running.stream().map(w -> w.thread).toList())
                        + (look.tasks > 0 ? "\n    the network has " + look.tasks + " things to do" : ""));
            }
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    private int looksAt(Look look) {
        if (known.containsAll(look.elsewhere)) {
            return LOOKS_AT_KNOWN;
        }
        return look.blocked ? LOOKS_AT_BLOCKED : LOOKS;
    }

    @SuppressWarnings("ReferenceEquality") // a thread is itself
    private Look look() {
        boolean blocked = false;
        List<Worker> run = new ArrayList<>();
        Set<Thread> elsewhere = new HashSet<>();
        for (Worker worker : workers.values()) {
            if (worker.thread == Thread.currentThread()) {
                continue;
            }
            if (worker.word.get() == Word.PARKED) {
                if (worker.thread.isInterrupted()) {
                    run.add(worker);
                }
            } else {
                switch (worker.thread.getState()) {
                    case NEW, TERMINATED -> {} // who starts it runs; what it did is done
                    case WAITING -> elsewhere.add(worker.thread);
                    case BLOCKED -> blocked |= elsewhere.add(worker.thread);
                    case TIMED_WAITING -> {
                        if (StackTexts.sleeps(worker.thread)) {
                            run.add(worker);
                        } else {
                            elsewhere.add(worker.thread);
                        }
                    }
                    case RUNNABLE -> run.add(worker);
                }
            }
        }
        return new Look(run, elsewhere, blocked, tasks.get());
    }
}
