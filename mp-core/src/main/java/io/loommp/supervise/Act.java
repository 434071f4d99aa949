package io.loommp.supervise;

import io.loommp.KillReason;
import org.jspecify.annotations.Nullable;

/** What a {@link Machine} wants done, in this order. */
sealed interface Act {

    /** Start a child; no other incarnation of it runs. */
    record Start(
            ChildSpec child,
            long incarnation,
            int attempt,
            @Nullable KillReason lastReason) implements Act {}

    /** Interrupt a start. */
    record AbortStart(String child) implements Act {}

    /** Ask a child to end. */
    record Stop(String child) implements Act {}

    /** End a child without asking. */
    record Kill(String child) implements Act {}

    /** There is no such child any more. */
    record Forget(String child) implements Act {}

    /** End the supervisor. */
    record End(KillReason reason) implements Act {}

    /** What others wait for, when all else has been done. */
    sealed interface Answer extends Act {}

    /** All children have been started for the first time. */
    record Ready() implements Answer {}

    /** Answer a request: it is done. */
    record Done(long request, Member child) implements Answer {}

    /**
     * Answer a request: it will not be done.
     *
     * @param mistaken whether the request itself was wrong
     */
    record Refuse(long request, boolean mistaken, String text) implements Answer {}

    /** Tell that a child has come up. */
    record SayStarted(String child, int starts) implements Act {}

    /** Tell that a child did not come up; {@code retryNanos} is {@link Machine#NEVER} if that was all. */
    record SayNotStarted(String child, KillReason reason, long retryNanos) implements Act {}

    /** Tell that a child has ended; {@code anewNanos} is {@link Machine#NEVER} if it is not started anew. */
    record SayEnded(String child, KillReason reason, boolean asked, long anewNanos) implements Act {}

    /** Tell that a child does not end. */
    record SayStuck(String child) implements Act {}

    /** Tell that the supervisor gives up. */
    record SayGaveUp(KillReason.GaveUp reason) implements Act {}
}
