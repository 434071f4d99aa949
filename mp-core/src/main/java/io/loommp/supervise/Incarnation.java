package io.loommp.supervise;

import io.loommp.Address;
import io.loommp.KillReason;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.spi.ConfinedTo;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One start of a child, and what came of it: a thread that runs the start function, then a port, at last nothing.
 *
 * <p>What it finds out it tells its supervisor, as entries of that port's sequence.
 */
final class Incarnation {
    /*
     * The supervisor may end while the start function runs. Whoever brings a port writes `address` and then reads
     * `abandoned`; who ends the supervisor writes `abandoned` and then reads `address`: one of them sees the other, and the
     * port is killed. It is the same with `starter` and `aborted`, and the function does not begin.
     */
    private final Supervisor supervisor;
    private final Kernel kernel;
    private final ChildSpec spec;
    private final long number;
    private final AtomicBoolean settled = new AtomicBoolean();

    private volatile @Nullable Thread starter; // written by the thread that runs the start function
    private volatile @Nullable Address address; // written once, by who started it
    private volatile @Nullable KillReason abandoned; // written by who ends the supervisor
    private volatile boolean aborted; // written by who ends it, before he looks for the starter

    @ConfinedTo("the supervisor's port")
    private boolean up;

    @ConfinedTo("the supervisor's port")
    private @Nullable KillReason failure; // why it is not wanted although it came

    private volatile @Nullable Throwable cause; // what the start function threw

    Incarnation(Supervisor supervisor, Kernel kernel, ChildSpec spec, long number) {
        this.supervisor = supervisor;
        this.kernel = kernel;
        this.spec = spec;
        this.number = number;
    }

    String child() {
        return spec.name();
    }

    long number() {
        return number;
    }

    /** Its port, once it has one. */
    @Nullable
    Address address() {
        return address;
    }

    @Nullable
    PortId port() {
        Address present = address;
        return present == null ? null : present.id();
    }

    /** What its start function threw, if it did. */
    @Nullable
    Throwable cause() {
        return cause;
    }

    // ---- starting ----

    /** Starts it. */
    @ConfinedTo("the supervisor's port")
    void start(int attempt, @Nullable KillReason lastReason) {
        switch (spec.what()) {
            case ChildSpec.Leaf leaf -> kernel.executor().execute(() -> run(leaf.start(), attempt, lastReason));
            case ChildSpec.Branch branch -> grow(branch.tree());
        }
    }

    private void run(ChildStart start, int attempt, @Nullable KillReason lastReason) {
        starter = Thread.currentThread();
        if (aborted) {
            settle(Leaving.SHUTDOWN);
            return;
        }
        Address made;
        try {
            StartOf asked = new StartOf(supervisor, kernel, spec.name(), attempt, lastReason);
            made = Objects.requireNonNull(
                    start.start(asked), () -> "the start function of " + spec.name() + " gave null");
            if (made.id().isNodePort()) {
                throw new IllegalArgumentException("a node port cannot be a child: " + made.id());
            }
        } catch (Throwable t) { // also an error: it is the end of this start, and of nothing else
            cause = t;
            settle(KillReason.of(t));
            return;
        }
        starter = null;
        if (made instanceof StartOf.Ignored) {
            supervisor.enter(() -> supervisor.on(new Input.Ignored(spec.name(), number)));
            settle(KillReason.normal());
        } else {
            Address child = portOf(made);
            watch(child);
            supervisor.enter(() -> arrived(child));
        }
    }

    private void grow(Tree tree) {
        Supervisor branch;
        try {
            branch = Supervisor.startBelow(supervisor, tree);
        } catch (IllegalStateException e) { // the node is closed
            settle(KillReason.of(e));
            return;
        }
        watch(branch);
        CompletionStage<Void> seen = branch.started().thenAccept(started -> supervisor.enter(() -> arrived(branch)));
        assert seen != null;
    }

    /** The port of this node behind an id: only of a port is it known when its code has returned. */
    private Address portOf(Address made) {
        Address port = made instanceof Port ? null : kernel.find(made.id());
        return port == null ? made : port;
    }

    private void watch(Address child) {
        address = child;
        if (child instanceof Port port) {
            if (kernel.isLocal(child)) {
                kernel.onEnd(child, why -> supervisor.enter(() -> ending(child, why)));
            }
            CompletionStage<Void> seen = port.terminated().thenAccept(this::settle);
            assert seen != null;
        } else {
            kernel.onEnd(child, this::settle); // that it can no longer be reached is all that can be known
        }
        KillReason why = abandoned;
        if (why != null) {
            Leaving.kill(kernel, child, why);
        }
    }

    @ConfinedTo("the supervisor's port")
    private void arrived(Address child) {
        if (child instanceof Port port && !port.isLive()) {
            return; // what it ended for comes when its code has returned
        }
        String name = spec.kept().registeredName();
        if (name != null) {
            try {
                kernel.register(name, child);
            } catch (IllegalArgumentException | IllegalStateException e) {
                cause = e;
                failure = KillReason.of(e);
                Leaving.kill(kernel, child, Leaving.KILLED);
                return;
            }
        }
        up = true;
        supervisor.on(new Input.Started(spec.name(), number));
    }

    @ConfinedTo("the supervisor's port")
    private void ending(Address child, KillReason why) {
        // a port that ended before it was watched ended for another reason, which comes later
        boolean watchedInTime = !why.equals(KillReason.NoSuchPort.monitoring(child.id()));
        if (up || (child instanceof Supervisor && watchedInTime)) {
            supervisor.on(new Input.Ending(spec.name(), number, failure == null ? why : failure));
        }
    }

    // ---- the end ----

    /** Nothing of it runs any more. */
    private void settle(KillReason why) {
        if (settled.compareAndSet(false, true)) {
            supervisor.enter(() -> gone(why));
            supervisor.gone(this);
        }
    }

    @ConfinedTo("the supervisor's port")
    private void gone(KillReason why) {
        if (!up && failure == null && cause == null && address != null && why.isNormal()) {
            supervisor.on(new Input.Started(spec.name(), number)); // it was quick
        }
        supervisor.on(new Input.Gone(spec.name(), number, failure == null ? why : failure));
    }

    /** Asks it to end. */
    void stop() {
        Address child = address;
        if (child != null) {
            Leaving.ask(kernel, child);
        }
    }

    /** Ends it. */
    void kill() {
        Address child = address;
        if (child != null) {
            Leaving.kill(kernel, child, Leaving.KILLED);
        }
    }

    /** Interrupts its start. */
    void abort() {
        aborted = true;
        Thread running = starter;
        if (running != null) {
            running.interrupt(); // if the function has returned meanwhile, this was its thread's only work
        } else if (spec.what() instanceof ChildSpec.Branch) {
            stop();
        }
    }

    /** Ends it because its supervisor has ended. */
    void abandon(KillReason why) {
        abandoned = why;
        aborted = true;
        Address child = address;
        Thread running = starter;
        if (child != null) {
            Leaving.kill(kernel, child, why);
            if (kernel.isClosed() && !(child instanceof Port)) {
                settle(why); // nothing is heard of other nodes any more
            }
        } else if (running != null) {
            running.interrupt();
        }
    }
}
