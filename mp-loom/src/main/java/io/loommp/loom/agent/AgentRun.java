package io.loommp.loom.agent;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.kernel.LocalPort;
import io.loommp.loom.Doorbell;
import io.loommp.loom.ThreadBody;
import io.loommp.loom.ThreadSelf;
import io.loommp.manage.Cause;
import io.loommp.manage.Event;
import io.loommp.spi.ConfinedTo;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One run of an agent, from the start of its port to the end of that. */
final class AgentRun<S> implements ThreadBody, AgentContext<S>, Sinks.Turns {
    /*
     * Where the next input comes from (management.md 5.3). The state is two words: `last`, the source of the input before, and
     * `hint`, the source that the sink asked for, or null.
     *
     *   state                    | looks at                      | then
     *   hint = X                 | X, then the source that is not `last`, then the other
     *   hint = null              | the source that is not `last`, then `last`
     *   an input of source X     | -                             | last = X, hint = what the sink's action says, or null:
     *                            |                               |   ready, no sink, all skip -> null
     *                            |                               |   receive -> MAILBOX, receiveChan -> BUS
     *                            |                               |   deactivate -> the run is over
     *   nothing anywhere         | sleeps on both: the inbox rings the bell, which ends the wait of the mailbox
     *   rung, or a message       | as with hint = null           |
     *
     * So with both sources full each is taken from every second time, unless hints say otherwise; a hint lasts for one input,
     * also when its source was empty. Nothing polls and no wait has a time.
     *
     * A wish from outside that the agent ends stands in the mailbox's sequence, and is looked at behind each look there.
     */
    private enum Source {
        MAILBOX,
        BUS;

        Source other() {
            return this == MAILBOX ? BUS : MAILBOX;
        }
    }

    private static final long KILL_NANOS = 100_000;

    private final Agent<S> agent;
    private final LocalPort port;
    private final AtomicBoolean finalized = new AtomicBoolean();

    @ConfinedTo("the agent's thread")
    private @Nullable ThreadSelf self;

    @ConfinedTo("the agent's thread")
    private S state;

    @ConfinedTo("the agent's thread")
    private S before;

    @ConfinedTo("the agent's thread")
    private Source last = Source.BUS;

    @ConfinedTo("the agent's thread")
    private @Nullable Source hint;

    /** Why the agent is to end, once its thread has come to that. */
    @ConfinedTo("the agent's thread")
    private @Nullable String wish;

    AgentRun(Agent<S> agent, LocalPort port, S state) {
        this.agent = agent;
        this.port = port;
        this.state = state;
        this.before = state;
    }

    LocalPort port() {
        return port;
    }

    /** Has the agent end, behind what stands in its mailbox. Any thread. */
    void deactivate(String reason) {
        port.enqueue(() -> wish = reason);
        agent.inbox().ring();
    }

    // ---- the run ----

    @Override
    public void run(ThreadSelf own) throws Exception {
        self = own;
        Doorbell bell = Doorbell.of(own);
        agent.inbox().bell(bell::ring);
        String reason;
        try {
            reason = Cause.call(agent.inbox(), () -> turns(bell));
        } catch (Throwable t) {
            state = before;
            if (port.isLive()) {
                finish(null, t);
            } else {
                awaitInterrupt();
                finish(null, null);
            }
            throw t;
        }
        finish(reason, null);
    }

    /** Who kills the port may not have come to the interrupt, which is not to hit the finalizer. */
    private void awaitInterrupt() {
        while (!port.isEndPerformed()) {
            boolean ignored = Thread.interrupted(); // or the park would not wait
            port.kernel().parking().parkNanos(this, KILL_NANOS);
        }
    }

    private String turns(Doorbell bell) throws Exception {
        while (true) {
            Object input = next(bell);
            if (input == null) {
                return wish != null ? wish : "overrun";
            }
            before = state;
            Action action = agent.sinks().offer(input, last == Source.MAILBOX, this, this);
            before = state;
            agent.counted(action != null);
            switch (action) {
                case null -> hint = null;
                case Action.Ready ready -> hint = null;
                case Action.Skip skip -> hint = null;
                case Action.Receive receive -> hint = Source.MAILBOX;
                case Action.ReceiveChan receiveChan -> hint = Source.BUS;
                case Action.Deactivate deactivate -> {
                    return deactivate.reason();
                }
            }
        }
    }

    @Override
    public void begins() {
        before = state;
    }

    @Override
    public void skipped() {
        state = before;
    }

    /** The next input; null if the agent is to end. */
    private @Nullable Object next(Doorbell bell) {
        Source first = hint != null ? hint : last.other();
        hint = null;
        while (true) {
            Object input = take(first, bell);
            if (input == null) {
                input = take(first.other(), bell);
            }
            if (wish != null || agent.inbox().isOverrun()) {
                return null;
            }
            if (input != null) {
                return input;
            }
            if (agent.inbox().sleep()) {
                Message message = bell.await();
                agent.inbox().awake();
                if (message != null && wish == null) {
                    last = Source.MAILBOX;
                    return message;
                }
            }
            first = last.other();
        }
    }

    private @Nullable Object take(Source source, Doorbell bell) {
        Object input = source == Source.MAILBOX ? bell.poll() : agent.inbox().poll();
        if (input != null) {
            last = source;
        }
        return input;
    }

    // ---- the end ----

    /** The port has ended whose thread never came to run this. Any thread, when nothing else of it runs. */
    void endedUnrun() {
        if (!finalized.get()) {
            finish(null, null);
        }
    }

    /** Runs the finalizer and tells of the end; of the failure, if there was one, otherwise of the reason. */
    private void finish(@Nullable String reason, @Nullable Throwable failure) {
        if (!finalized.compareAndSet(false, true)) {
            return;
        }
        boolean interrupted = Thread.interrupted(); // of a kill: the finalizer is to be able to wait
        Throwable failed = failure;
        try {
            Cause.call(agent.inbox(), () -> {
                agent.finalizer().run(this);
                return this;
            });
        } catch (Throwable t) {
            if (failed == null) {
                failed = t;
            } else if (!failed.equals(t)) {
                failed.addSuppressed(t);
            }
        }
        agent.runEnded(this, failed, failure == null ? reason : null, failure == null);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- what sinks see ----

    @Override
    public String id() {
        return agent.id();
    }

    @Override
    public S state() {
        return state;
    }

    @Override
    public void set(S changed) {
        state = Objects.requireNonNull(changed, "state");
    }

    @Override
    public void broadcast(Object value) {
        agent.events().notify(value);
    }

    @Override
    public ThreadSelf self() {
        ThreadSelf own = self;
        if (own == null) {
            throw new IllegalStateException("agent " + id() + " was killed before its thread ran");
        }
        return own;
    }

    @Override
    public Node node() {
        return agent.node();
    }

    /** Why the port ended, in words; empty if it has not. */
    String endOfPort() {
        KillReason reason = port.endReason();
        return reason == null ? "" : reason.toString();
    }

    /** The event that tells of a failure. */
    Event failed(Throwable cause) {
        return new Event.AgentFailed(id(), port.id(), cause);
    }

    @Override
    public String toString() {
        return "agent " + id();
    }
}
