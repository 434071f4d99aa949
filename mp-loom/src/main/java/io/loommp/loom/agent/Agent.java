package io.loommp.loom.agent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.kernel.Durations;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.LocalPort;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Cause;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A management agent: a port that reads the event bus of its node beside its mailbox. It is registered under its id, has a
 * state of its own, and hands each input to the first of its sinks that fits and does not skip.
 *
 * <p><b>Threads:</b> any. Sinks and finalizer run on the thread of the agent's port, one at a time.
 *
 * <p><b>Limits:</b> what the bus has for it is bounded ({@link AgentBuilder#buffer}); its mailbox is as that of any port.
 *
 * <p><b>Failures:</b> what a sink throws ends the agent, is told as {@link Event.AgentFailed}, and is the reason of its port;
 * the finalizer runs once for each start, however that ends.
 *
 * @param <S> the state
 * @see <a href="https://hackage.haskell.org/package/distributed-process/docs/Control-Distributed-Process-Management.html">
 *     Control.Distributed.Process.Management</a>
 */
public final class Agent<S> {
    private final Kernel kernel;
    private final String id;
    private final S initial;
    private final Sinks<S> sinks;
    private final Finalizer<S> finalizer;
    private final RestartPolicy restart;
    private final BusInbox inbox;
    private final LongAdder handled = new LongAdder();
    private final LongAdder unmatched = new LongAdder();
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    private volatile @Nullable AgentRun<S> run; // written by who starts it, before its port runs
    private volatile @Nullable Throwable lastFailure; // written by the agent's thread
    private volatile @Nullable String endReason; // written by the agent's thread
    private volatile boolean failed; // whether the present run ended by a failure; written by its thread
    private volatile @Nullable String asked; // why it is to end, by who deactivates it from outside

    @GuardedBy("this")
    private final ArrayDeque<Long> restarts = new ArrayDeque<>(0);

    @GuardedBy("this")
    private int restartCount;

    Agent(
            Node node,
            String id,
            S initial,
            Sinks<S> sinks,
            Finalizer<S> finalizer,
            RestartPolicy restart,
            int capacity,
            Overflow overflow) {
        this.kernel = Kernel.of(node);
        this.id = id;
        this.initial = initial;
        this.sinks = sinks;
        this.finalizer = finalizer;
        this.restart = restart;
        this.inbox = new BusInbox(id, sinks, capacity, overflow, kernel.parking());
    }

    /**
     * Begins to describe an agent.
     *
     * @param id what it is called; the name its port is registered under
     * @param state what it begins with, and begins with again when it is started anew; best immutable
     */
    public static <S> AgentBuilder<S> on(Node node, String id, S state) {
        return new AgentBuilder<>(node, id, state);
    }

    // ---- for those who started it ----

    /** What it is called. */
    public String id() {
        return id;
    }

    /** Its port; another one when it was started anew. */
    public PortId port() {
        return present().port().id();
    }

    private AgentRun<S> present() {
        AgentRun<S> last = run;
        if (last == null) {
            throw new IllegalStateException("agent " + id + " was not started");
        }
        return last;
    }

    /** What is known of it now. */
    public AgentInfo info() {
        BusInbox.Count count = inbox.count();
        int times;
        synchronized (this) {
            times = restartCount;
        }
        return new AgentInfo(
                id,
                port(),
                !ended.isDone(),
                count.offered(),
                count.delivered(),
                handled.sum(),
                unmatched.sum(),
                count.dropped(),
                count.droppedValues(),
                count.highWater(),
                times,
                endReason,
                lastFailure);
    }

    /** Has it end, behind what stands in its mailbox now, as if a sink had returned {@link Action#deactivate}. */
    public void deactivate(String reason) {
        asked = Objects.requireNonNull(
                reason, "reason"); // first: a run that is just failing must not be followed by another
        present().deactivate(reason);
    }

    /** Completes with the reason, in words, when it has ended and is not started anew. */
    public CompletionStage<String> ended() {
        return ended.minimalCompletionStage();
    }

    // ---- life ----

    /** Starts it. @throws DuplicateAgentException if the name is taken */
    void start() {
        begin(true);
    }

    private void begin(boolean first) {
        AtomicReference<@Nullable IllegalStateException> duplicate = new AtomicReference<>();
        AgentRun<S> before = run;
        try {
            ThreadPorts.spawn(
                    kernel,
                    port -> duplicate.set(prepare(port, first)),
                    self -> present().run(self));
        } catch (RuntimeException | Error e) {
            endUnrun(before);
            if (first) {
                kernel.events().detach(inbox);
                inbox.close(); // or who waits for room there already would wait for ever
            }
            throw e;
        }
        IllegalStateException taken = duplicate.get();
        if (taken != null) {
            throw new DuplicateAgentException(id, taken);
        }
        AgentRun<S> started = present();
        CompletionStage<Void> ignored = started.port().terminated().thenRun(() -> after(started));
    }

    /** There was no thread, for instance: if a run has been prepared, it ends here. */
    @SuppressWarnings("ReferenceEquality") // a run is itself
    private void endUnrun(@Nullable AgentRun<S> before) {
        AgentRun<S> prepared = run;
        if (prepared != null && prepared != before) {
            prepared.endedUnrun();
        }
    }

    /** Has everything in place before the port runs; the name first, so that nothing else happens when it is taken. */
    private @Nullable IllegalStateException prepare(PortId port, boolean first) {
        LocalPort local = Objects.requireNonNull(kernel.find(port), "a port that is being started");
        try {
            kernel.register(id, port);
        } catch (IllegalStateException taken) {
            local.end(KillReason.normal(), null);
            return taken;
        }
        failed = false;
        run = new AgentRun<>(this, local, initial);
        if (first) {
            kernel.events().attach(inbox);
        }
        Cause.run(inbox, () -> publish(new Event.AgentStarted(id, port)));
        return null;
    }

    private void publish(Event event) {
        if (events().wants(event.kind())) {
            events().publish(event);
        }
    }

    /** A run is over: its sinks and finalizer have returned. On its thread, as a rule. */
    void runEnded(AgentRun<S> over, @Nullable Throwable failure, @Nullable String reason, boolean stopped) {
        String words = reason != null ? reason : over.endOfPort();
        failed = !stopped;
        if (failure != null) {
            lastFailure = failure;
            endReason = failure.toString();
            publish(over.failed(failure));
        }
        if (stopped) {
            endReason = words;
            publish(new Event.AgentStopped(id, over.port().id(), words));
        }
    }

    /** The port has ended, and all of its code has returned: its name is free. */
    private void after(AgentRun<S> over) {
        over.endedUnrun();
        if (failed && mayRestart()) {
            try {
                begin(false);
                String reason = asked;
                if (reason != null) { // by who has seen the former run only
                    present().deactivate(reason);
                }
                return;
            } catch (RuntimeException | Error e) { // an error too: no thread, for instance
                endReason = "not started anew: " + e.getMessage();
                publish(new Event.AgentStopped(id, over.port().id(), "not started anew: " + e.getMessage()));
            }
        }
        kernel.events().detach(inbox);
        inbox.close();
        String reason = endReason;
        ended.complete(reason == null ? "" : reason);
    }

    private synchronized boolean mayRestart() {
        long now = kernel.timers().nanoTime();
        long within = Durations.nanos(restart.within(), "within");
        while (!restarts.isEmpty() && now - restarts.getFirst() > within) {
            restarts.removeFirst();
        }
        if (restarts.size() >= restart.times() || asked != null || kernel.isClosed()) {
            return false;
        }
        restarts.addLast(now);
        restartCount++;
        return true;
    }

    // ---- for its runs ----

    Node node() {
        return kernel;
    }

    Events events() {
        return kernel.events();
    }

    BusInbox inbox() {
        return inbox;
    }

    Sinks<S> sinks() {
        return sinks;
    }

    Finalizer<S> finalizer() {
        return finalizer;
    }

    void counted(boolean taken) {
        (taken ? handled : unmatched).increment();
    }

    @Override
    public String toString() {
        return "agent " + id;
    }
}
