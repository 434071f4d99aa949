package io.loommp.supervise;

import io.loommp.KillReason;

/** What happens to a supervisor: all that its {@link Machine} is ever told, besides the time. */
sealed interface Input {

    /** Its children are to be started. */
    record Begin() implements Input {}

    /** What becomes of one start of a child. */
    sealed interface News extends Input {
        String child();

        long incarnation();
    }

    /** A start has succeeded. */
    record Started(String child, long incarnation) implements News {}

    /** A start function said that there is nothing to start. */
    record Ignored(String child, long incarnation) implements News {}

    /** A child can no longer be reached; its code may still run. */
    record Ending(String child, long incarnation, KillReason reason) implements News {}

    /** Nothing of a child runs any more; also of one that has not come up. */
    record Gone(String child, long incarnation, KillReason reason) implements News {}

    /** Time has passed. */
    record Time() implements Input {}

    /** All children are to be stopped, and the supervisor is to end with this reason. */
    record Shutdown(KillReason reason) implements Input {}

    /** What people and programs ask of a supervisor; each is answered once, unless the supervisor ends before. */
    sealed interface Request extends Input {
        /** Names the request in its answer. */
        long number();
    }

    /** A child is to be added behind the others, and started. */
    record Add(long number, ChildSpec child) implements Request {}

    /** A child is to be stopped, and to stay so. */
    record Stop(long number, String child) implements Request {}

    /** A child is to be stopped if it runs, and started. */
    record StartAnew(long number, String child) implements Request {}

    /** A child is to be stopped if it runs, and forgotten. */
    record Remove(long number, String child) implements Request {}
}
