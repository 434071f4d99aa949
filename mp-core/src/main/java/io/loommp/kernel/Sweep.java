package io.loommp.kernel;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then for ports with threads that do not take what they are sent: because no receive wants it, or because
 * none comes by. Each is reported once, and again when it has taken something since.
 *
 * <p>It looks only while something waits somewhere, so an idle node sleeps, and costs those who send one look at a flag.
 *
 * <p><b>Threads:</b> {@link #arm} any; the sweep runs on a thread of its own.
 */
final class Sweep {
    /** How long a message waits before that is worth a word; no round number, so that it meets no timeout of users. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(37);

    private final Kernel kernel;
    private final AtomicBoolean armed; // for ever, if the kernel is not to check by time
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private Map<LocalPort, Suspect> suspects =
            new WeakHashMap<>(); // whoever sweeps; an ended port shall not stay for it

    /** A port that something waits for: how often it had looked into its inbox, and whether it was reported since. */
    private record Suspect(int takes, boolean reported) {}

    Sweep(Kernel kernel) {
        this.kernel = kernel;
        this.armed = new AtomicBoolean(!kernel.config().checksByTime());
    }

    /** Something waits for a port. */
    void arm() {
        if (!armed.get() && armed.compareAndSet(false, true)) {
            unlessFailed(() -> kernel.timers()
                    .at(
                            kernel.timers().nanoTime() + PATIENCE_NANOS,
                            () -> unlessFailed(() -> kernel.executor().execute(this::run))));
        }
    }

    /** For want of memory, or of a thread: who comes next arms anew. */
    private void unlessFailed(Runnable step) {
        try {
            step.run();
        } catch (Throwable t) {
            armed.set(false);
            throw t;
        }
    }

    private void run() {
        armed.set(false); // before it looks: what comes from now on arms anew
        if (sweeping.compareAndSet(false, true)) {
            try {
                sweep();
            } finally {
                sweeping.set(false);
            }
        }
    }

    private void sweep() {
        Map<LocalPort, Suspect> found = new WeakHashMap<>();
        boolean again = false;
        for (LocalPort port : kernel.table().all()) {
            Suspect suspect = port.runner().endsAtOnce() ? look(port, suspects.get(port)) : null;
            if (suspect != null) {
                found.put(port, suspect);
                again |= !suspect.reported;
            }
        }
        suspects = found;
        if (again) {
            arm();
        }
    }

    private @Nullable Suspect look(LocalPort port, @Nullable Suspect before) {
        Runner runner = port.runner();
        int kept = runner.kept(port);
        int unseen = port.waiting();
        if (kept == 0 && unseen == 0) {
            return null;
        }
        int takes = runner.takes(port);
        Suspect idle = before != null && before.takes == takes ? before : null;
        if (idle != null && idle.reported) {
            return idle;
        }
        long oldest = runner.oldestKeptNanos(port);
        boolean unwanted = kept > 0 && oldest >= PATIENCE_NANOS;
        boolean unlooked = unseen > 0 && idle != null;
        if (unwanted || unlooked) {
            kernel.reports().untaken(port, kept + unseen, Math.max(oldest, PATIENCE_NANOS));
        }
        return new Suspect(takes, unwanted || unlooked);
    }
}
