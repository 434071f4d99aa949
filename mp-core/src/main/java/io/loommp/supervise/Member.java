package io.loommp.supervise;

import io.loommp.KillReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A child as a {@link Machine} remembers it. */
final class Member {
    /** What a machine knows that others need not tell apart. */
    enum State {
        WAITING(ChildState.WAITING),
        STARTING(ChildState.STARTING),
        /** Its start was interrupted and has not returned. */
        ABORTING(ChildState.STOPPING),
        RUNNING(ChildState.RUNNING),
        /** Asked to end. */
        STOPPING(ChildState.STOPPING),
        /** It has ended as it was asked, or was killed because it did not. */
        KILLED(ChildState.STOPPING),
        ENDING(ChildState.ENDING),
        DOWN(ChildState.STOPPED),
        IGNORED(ChildState.IGNORED);

        private final ChildState shown;

        State(ChildState shown) {
            this.shown = shown;
        }
    }

    final ChildSpec spec;
    State state = State.WAITING;

    /** The number of its newest incarnation. */
    long incarnation;

    /** Counts the attempts to start it. */
    int attempts;

    /** Counts those that succeeded. */
    int starts;

    /** Whether it is to run. Once it is down it waits for its start, otherwise it stays down. */
    boolean wanted = true;

    /** Whether it is to be forgotten once it is down. */
    boolean leaving;

    /** Added by hand and not yet up: if its first start fails, it is forgotten. */
    boolean fresh;

    /** To be stopped with others, last ones first; none of them is started before all are down. */
    boolean clearing;

    /** To be started with others, first ones first. */
    boolean inOrder;

    /** It was killed a while ago and does not end. */
    boolean stuck;

    /** Not to be started before. */
    long notBefore;

    /** When its present state has lasted too long. */
    long deadline = Machine.NEVER;

    /** Since when it runs. */
    long upSince = Machine.NEVER;

    int failuresInRow;

    @Nullable
    KillReason lastReason;

    /** How others saw it last; kept for the {@link Keeper}. */
    @Nullable
    ChildInfo seen;

    /** Requests that are done when it is down. */
    final List<Long> untilDown = new ArrayList<>(0);

    /** Requests that are done when it is up. */
    final List<Long> untilUp = new ArrayList<>(0);

    Member(ChildSpec spec) {
        this.spec = spec;
    }

    String name() {
        return spec.name();
    }

    /** Whether nothing of it runs. */
    boolean isDown() {
        return state == State.WAITING || state == State.DOWN || state == State.IGNORED;
    }

    ChildState shown() {
        return state.shown;
    }

    void become(State next, long itsDeadline) {
        state = next;
        deadline = itsDeadline;
    }
}
