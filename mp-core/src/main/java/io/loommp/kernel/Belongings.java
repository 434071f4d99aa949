package io.loommp.kernel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.KillReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What few ports have, and what the end of a port has to see to: a parent, children, forks, and things to close.
 *
 * <p><b>Threads:</b> any. Its monitor is held for moments, and never while something is ended or closed.
 */
final class Belongings {
    /*
     * While the port is live, things are added and go again. `close` refuses more. A port has ended when its code has
     * returned, its forks and children are gone, and what it holds is closed, in this order: forks and children may use what
     * the port holds. `beginClosing` is true for the one who comes last of code, forks and children.
     */

    /** That of a port that has ended and never had any. */
    static final Belongings NONE = new Belongings(null);

    static {
        List<LocalPort> ignored = NONE.close();
    }

    final @Nullable LocalPort parent;

    @GuardedBy("this")
    private Set<LocalPort> children = Collections.emptySet(); // as all three: made when there is one

    @GuardedBy("this")
    private Set<PortFork<?>> forks = Collections.emptySet();

    @GuardedBy("this")
    private Set<Holding<?>> held = Collections.emptySet();

    @GuardedBy("this")
    private boolean closed; // the port has a reason to end

    @GuardedBy("this")
    private boolean closing; // nothing of it runs any more

    private volatile @Nullable Function<? super KillReason.Exit, ?> trap; // written by the port's code
    private volatile @Nullable Thread closer; // written by the thread that closes what is held

    Belongings(@Nullable LocalPort parent) {
        this.parent = parent;
    }

    // ---- while the port is live ----

    /** False if the port has ended; then it was not added. */
    synchronized boolean add(LocalPort child) {
        if (!closed) {
            children = withRoom(children);
            children.add(child);
        }
        return !closed;
    }

    /** False if the port has ended; then it was not added. */
    synchronized boolean add(PortFork<?> fork) {
        if (!closed) {
            forks = withRoom(forks);
            forks.add(fork);
        }
        return !closed;
    }

    /** False if the port has ended; then it was not added. */
    synchronized boolean add(Holding<?> holding) {
        if (!closed) {
            held = withRoom(held);
            held.add(holding);
        }
        return !closed;
    }

    private static <T> Set<T> withRoom(Set<T> present) {
        return present.isEmpty() ? new LinkedHashSet<>(2) : present;
    }

    synchronized void remove(LocalPort child) {
        children.remove(child);
    }

    synchronized void remove(PortFork<?> fork) {
        forks.remove(fork);
    }

    synchronized void remove(Holding<?> holding) {
        held.remove(holding);
    }

    /** What the port makes of an exit, if it traps them. */
    @Nullable
    Function<? super KillReason.Exit, ?> trap() {
        return trap;
    }

    void trap(@Nullable Function<? super KillReason.Exit, ?> notice) {
        trap = notice;
    }

    // ---- the end ----

    /** Refuses more from now on; the children, which are to end as well. */
    synchronized List<LocalPort> close() {
        closed = true;
        return List.copyOf(children);
    }

    synchronized List<PortFork<?>> forks() {
        return List.copyOf(forks);
    }

    /** Whether there is something that the end of the port waits for, beside its own code. */
    synchronized boolean isBusy() {
        return !forks.isEmpty() || !children.isEmpty() || !held.isEmpty();
    }

    /** Whether code of the port's own, beside that of its runner, may run. */
    synchronized boolean hasCode() {
        return !forks.isEmpty() || closing;
    }

    /** True once: when neither forks nor children are left. */
    synchronized boolean beginClosing() {
        boolean first = !closing && forks.isEmpty() && children.isEmpty();
        closing |= first;
        return first;
    }

    /** Closes what is held, the newest first; what one throws does not keep the others from being closed. */
    void closeHeld() {
        List<Holding<?>> all = held();
        closer = Thread.currentThread();
        boolean interrupted = Thread.interrupted(); // the kill has had its effect; an interrupted thread closes badly
        all.forEach(Holding::closeAtEnd);
        closer = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Aborts what is held, the newest first. */
    void abortHeld() {
        held().forEach(Holding::abort);
    }

    private synchronized List<Holding<?>> held() {
        return new ArrayList<>(held).reversed();
    }

    /** Whether the current thread runs code of the port, though it is not its runner's. */
    @SuppressWarnings("ReferenceEquality") // a thread is itself
    boolean isCurrent() {
        return closer == Thread.currentThread() || forks().stream().anyMatch(PortFork::isCurrent);
    }
}
