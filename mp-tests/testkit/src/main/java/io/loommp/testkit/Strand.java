package io.loommp.testkit;

import io.loommp.PortId;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 * One virtual thread of a world, as its scheduler sees it. Each is the executor of its own thread, so that what the JDK
 * hands in tells whose it is. Threads that code of users starts inherit the executor of the thread that starts them: what is
 * handed in then is something else, and gets a strand of its own.
 */
final class Strand implements Executor {
    private final Scheduler scheduler;
    private final @Nullable PortId activationOf;
    private final String origin;

    final int number;
    int priority;

    @Nullable
    Thread thread; // for a thread of users, known once it has come by

    private @Nullable Runnable task; // what runs the thread until it waits or ends

    /** Whether it is ready to run; others look while they wait for that. */
    volatile boolean ready;

    Strand(Scheduler scheduler, int number, @Nullable PortId activationOf, String origin) {
        this.scheduler = scheduler;
        this.number = number;
        this.activationOf = activationOf;
        this.origin = origin;
    }

    @Override
    public void execute(Runnable handed) {
        if (task == null) {
            task = handed;
            scheduler.started(this);
        }
        scheduler.submitted(handed.equals(task) ? this : scheduler.startedBy(this, handed));
    }

    /** A strand for what was handed in by mistake of its parent's. */
    Strand adopt(Runnable handed) {
        task = handed;
        return this;
    }

    void run() {
        ready = false;
        if (task != null) {
            task.run();
        }
    }

    Thread.State state() {
        return thread == null ? Thread.State.WAITING : thread.getState();
    }

    /** What it waits on, as far as that is said. */
    @Nullable
    Object blocker() {
        return thread == null ? null : LockSupport.getBlocker(thread);
    }

    /** The port whose code it runs; null if that is none, or not known. */
    @Nullable
    PortId port() {
        if (activationOf != null || thread == null) {
            return activationOf;
        }
        try {
            return PortId.of(thread.getName());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        PortId port = port();
        if (port != null) {
            return port.toString();
        }
        String name = thread == null ? "" : thread.getName();
        return (name.isEmpty() ? "thread " + number : "thread " + number + " \"" + name + '"') + origin;
    }
}
