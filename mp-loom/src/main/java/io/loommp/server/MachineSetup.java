package io.loommp.server;

import io.loommp.KillReason;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.LocalPort;
import io.loommp.loom.ThreadSelf;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What a state machine does in each state, and its loop.
 *
 * <p><b>Threads:</b> the machine's own thread.
 *
 * @param <S> its states
 */
public final class MachineSetup<S> {
    private final ThreadSelf self;
    private final StateMachine.Holder<S> holder;
    private final Map<S, StateSetup<S>> states = new HashMap<>();
    private final StateSetup<S> always = new StateSetup<>(true);
    private BiConsumer<? super S, ? super S> onChange = (from, to) -> {};

    MachineSetup(ThreadSelf self, StateMachine.Holder<S> holder) {
        this.self = self;
        this.holder = holder;
    }

    /** The machine's port: to send, to watch, to ask, to set timers. */
    public ThreadSelf self() {
        return self;
    }

    /**
     * Says what is taken in a state.
     *
     * @throws IllegalStateException if that was said before
     */
    public MachineSetup<S> in(S state, Consumer<? super StateSetup<S>> setup) {
        StateSetup<S> made = new StateSetup<>(false);
        setup.accept(made);
        if (states.putIfAbsent(Objects.requireNonNull(state, "state"), made) != null) {
            throw new IllegalStateException("what is done in state " + state + " was said before");
        }
        return this;
    }

    /** Says what is taken in every state, where the state itself does not take it. It is not entered, and has no time limit. */
    public MachineSetup<S> always(Consumer<? super StateSetup<S>> setup) {
        setup.accept(always);
        return this;
    }

    /** Tells of each change, with the state that was left and the one that is entered, before anything is done there. */
    public MachineSetup<S> onChange(BiConsumer<? super S, ? super S> listener) {
        onChange = Objects.requireNonNull(listener, "listener");
        return this;
    }

    void run() throws Exception {
        Next<S> next = Next.to(holder.state);
        boolean first = true;
        LocalPort port = LocalPort.of(self);
        while (true) {
            port.checkLive(); // states may follow each other without a receive
            switch (next) {
                case Next.To<S>(S state) -> {
                    S left = holder.state;
                    holder.state = state; // so that whoever is told sees it
                    if (!first) {
                        onChange.accept(left, state);
                    }
                    first = false;
                    next = stateOf(state).enter(this);
                }
                case Next.Stay<S>() -> next = take(stateOf(holder.state));
                case Next.End<S>(KillReason reason) -> {
                    if (!reason.isNormal()) {
                        self.kill(self, reason);
                    }
                    return;
                }
            }
        }
    }

    private StateSetup<S> stateOf(S state) {
        StateSetup<S> found = states.get(state);
        if (found == null) {
            throw new IllegalStateException("nothing is said about state " + state + "; there are " + states.keySet());
        }
        return found;
    }

    private Next<S> take(StateSetup<S> state) throws Exception {
        if (state.isOver(now())) {
            return state.reachLimit(); // a select would take what waits first, for ever if more comes
        }
        if (!state.lasts() && state.takesNothing() && always.takesNothing()) {
            throw new IllegalStateException("state " + holder.state
                    + " takes nothing, and no time limit is to come: nothing would ever leave it");
        }
        StateSetup.Reaction<S> reaction = self.select(r -> {
            state.addTo(r);
            always.addTo(r);
            state.addLimitTo(r, now());
        });
        return reaction.run();
    }

    long now() {
        return Kernel.of(self.node()).timers().nanoTime();
    }
}
