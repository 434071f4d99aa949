package io.loommp;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/**
 * A port of this process, seen from outside: a destination of messages and a context in which code runs.
 *
 * <p>It is served by callbacks or by a thread; a sender cannot tell. Its life has three parts: it is <i>live</i>; it is
 * <i>ending</i> from the first kill, throw or return on (it can no longer be reached, its monitors have fired, its code is
 * being stopped); it has <i>ended</i> when its code has returned, its children have ended, and what it owned is closed.
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
     * messages before it have been handled, or after the grace time when a handler keeps it waiting. A port that traps
     * exits ({@link Self#trapExits}) takes a {@link KillReason.Exit} as a message.
     */
    void kill(KillReason reason);

    /** Ends the port normally. */
    default void kill() {
        kill(KillReason.normal());
    }

    /**
     * Runs an action in this port's context: at once when the port's own code calls this, otherwise as an entry of its
     * sequence; in a port with a thread, when that receives. What it throws ends the port; but a {@link StackOverflowError}
     * goes up when the port's own code calls this, to where there is stack enough to end it. When the port ends before it comes
     * to the action, that does not run.
     *
     * @throws PortKilled if the port's own code calls it, and the port has ended, or is ended by it
     */
    void execute(Action action);

    /**
     * As {@link #execute}, with a result. The stage is complete on return when the port's own code calls this; otherwise it
     * is completed on a thread of its own.
     *
     * <p><b>Failures:</b> the stage fails with what the code throws, which also ends the port (a {@link StackOverflowError} as with
     * {@link #execute}); and with {@link PortKilled}
     * when the port ends before it comes to it.
     *
     * @see <a href="https://metacpan.org/pod/AnyEvent::MP">AnyEvent::MP, peval</a>
     */
    <T> CompletionStage<T> eval(Callable<T> code);

    /**
     * Done, with the reason of the end, when the port has ended: nothing of it runs any more. Dependents of the stage run on
     * threads of their own.
     */
    CompletionStage<KillReason> terminated();
}
