package io.loommp.server;

import io.loommp.KillReason;
import java.util.Objects;

/**
 * Where a {@link StateMachine} goes after it has handled something.
 *
 * @param <S> its states
 */
public sealed interface Next<S> {

    /** Into a state; also the one it is in, which it then leaves and enters anew. */
    static <S> Next<S> to(S state) {
        return new To<>(state);
    }

    /** It stays in its state; the state's time limit runs on. */
    static <S> Next<S> stay() {
        return new Stay<>();
    }

    /** It ends normally. */
    static <S> Next<S> end() {
        return new End<>(KillReason.normal());
    }

    /** It ends, with this reason. */
    static <S> Next<S> end(KillReason reason) {
        return new End<>(reason);
    }

    /** Into a state. */
    record To<S>(S state) implements Next<S> {
        /** @throws NullPointerException if there is no state */
        public To {
            Objects.requireNonNull(state, "state");
        }
    }

    /** No change. */
    record Stay<S>() implements Next<S> {}

    /** The end. */
    record End<S>(KillReason reason) implements Next<S> {
        /** @throws NullPointerException if there is no reason */
        public End {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
