package io.loommp;

import java.util.concurrent.CompletionStage;

/**
 * A port of this process, seen from outside: a destination of messages and a context in which code runs.
 *
 * <p>It is served by callbacks or by a thread; a sender cannot tell. Its life has three parts: it is <i>live</i>; it is
 * <i>ending</i> from the first kill, throw or return on (it can no longer be reached, its monitors have fired, its code is
 * being stopped); it has <i>ended</i> when its code has returned.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
public interface Port extends Address {

    /**
     * The typed address of this port. That it accepts the type is what its handlers say, nobody checks it.
     *
     * @param type a record or a sealed interface of records
     * @throws IllegalArgumentException if the type cannot be the type of messages, naming what is wrong
     */
    <T> Ref<T> ref(Class<T> type);

    /** Whether the port can still be reached. */
    boolean isLive();

    /**
     * Ends the port. The first reason wins; later ones, and kills of a dead port, do nothing. A port with a thread ends at
     * once and its thread is interrupted; for a callback port the kill is an entry of its sequence: it ends when the
     * messages before it have been handled, or after the grace time when a handler keeps it waiting.
     */
    void kill(KillReason reason);

    /** Ends the port normally. */
    default void kill() {
        kill(KillReason.normal());
    }

    /**
     * Done, with the reason of the end, when the port's code has returned. Dependents of the stage run on threads of their
     * own.
     */
    CompletionStage<KillReason> terminated();
}
