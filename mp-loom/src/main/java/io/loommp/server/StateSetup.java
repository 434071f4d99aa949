package io.loommp.server;

import io.loommp.Message;
import io.loommp.kernel.Durations;
import io.loommp.loom.Channel;
import io.loommp.loom.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a state machine takes in one state. What handles it runs behind the receive, so it may receive, ask and wait itself.
 *
 * @param <S> the states
 */
public final class StateSetup<S> {
    private final boolean always;
    private final List<Consumer<Select<Reaction<S>>>> clauses = new ArrayList<>();
    private Callable<Next<S>> enter = Next::stay;
    private @Nullable Duration limit;
    private Callable<Next<S>> atLimit = Next::stay;
    private boolean armed; // the limit is to come, as it has not since the state was entered
    private long deadline;

    /** Handles something that was taken. */
    @FunctionalInterface
    public interface Handler<T, S> {
        /**
         * Handles it, on the machine's thread, and says where to go.
         *
         * @throws Exception ends the port with the reason {@code die}
         */
        Next<S> handle(T what) throws Exception;
    }

    /** What is left to do when a clause has chosen. */
    @FunctionalInterface
    interface Reaction<S> {
        Next<S> run() throws Exception;
    }

    /** With {@code always}, of what is taken in every state. */
    StateSetup(boolean always) {
        this.always = always;
    }

    /** Takes a message with this tag. */
    public StateSetup<S> on(String tag, Handler<? super Message, S> handler) {
        Objects.requireNonNull(tag, "tag");
        Objects.requireNonNull(handler, "handler");
        clauses.add(r -> r.on(tag, m -> () -> handler.handle(m)));
        return this;
    }

    /** Takes a message that converts to this record, or to one of the records of this sealed interface. */
    public <T> StateSetup<S> on(Class<T> type, Handler<? super T, S> handler) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(handler, "handler");
        clauses.add(r -> r.on(type, t -> () -> handler.handle(t)));
        return this;
    }

    /** Takes what comes to a channel of the machine's port. */
    public <T> StateSetup<S> on(Channel<T> channel, Handler<? super T, S> handler) {
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(handler, "handler");
        clauses.add(r -> r.on(channel, t -> () -> handler.handle(t)));
        return this;
    }

    /** Takes a message that the predicate accepts. */
    public StateSetup<S> when(Predicate<? super Message> predicate, Handler<? super Message, S> handler) {
        Objects.requireNonNull(predicate, "predicate");
        Objects.requireNonNull(handler, "handler");
        clauses.add(r -> r.when(predicate, m -> () -> handler.handle(m)));
        return this;
    }

    /**
     * Does something each time the state is entered; it may go on into another at once.
     *
     * @throws IllegalStateException if this is what is {@linkplain MachineSetup#always always} taken
     */
    public StateSetup<S> enter(Callable<Next<S>> action) {
        if (always) {
            throw new IllegalStateException("enter belongs to a state, not to always");
        }
        enter = Objects.requireNonNull(action, "action");
        return this;
    }

    /**
     * Leaves the state when it has lasted so long, whatever it has taken meanwhile, and whatever waits; zero leaves it at once.
     * An action that stays is not run again until the state is entered again; where nothing is taken, it must not stay.
     *
     * @throws IllegalArgumentException if the time is negative
     * @throws IllegalStateException if the state has a time limit already, or this is what is {@linkplain MachineSetup#always
     *     always} taken
     */
    public StateSetup<S> after(Duration lasted, Callable<Next<S>> action) {
        if (always) {
            throw new IllegalStateException("a time limit belongs to a state, not to always: " + lasted);
        }
        if (limit != null) {
            throw new IllegalStateException(
                    "this state has a time limit already, " + limit + "; the second is " + lasted);
        }
        Durations.nanos(lasted, "lasted");
        limit = lasted;
        atLimit = Objects.requireNonNull(action, "action");
        return this;
    }

    Next<S> enter(MachineSetup<S> machine) throws Exception {
        if (limit != null) {
            deadline = machine.now() + Durations.nanos(limit, "lasted");
            armed = true;
        }
        return enter.call();
    }

    void addTo(Select<Reaction<S>> select) {
        clauses.forEach(clause -> clause.accept(select));
    }

    void addLimitTo(Select<Reaction<S>> select, long now) {
        if (armed) {
            select.after(Duration.ofNanos(Math.max(0, deadline - now)), () -> this::reachLimit);
        }
    }

    /** Whether nothing is ever taken in it. */
    boolean takesNothing() {
        return clauses.isEmpty();
    }

    /** Whether its time limit is to come. */
    boolean lasts() {
        return armed;
    }

    boolean isOver(long now) {
        return armed && deadline - now <= 0;
    }

    Next<S> reachLimit() throws Exception {
        armed = false;
        return atLimit.call();
    }
}
