package io.loommp;

/**
 * An action that runs in the context of the port that made it, wherever it is called: at once when the port's own code calls
 * it, otherwise as an entry of the port's sequence, and then the call does not wait for it.
 *
 * <p>What it throws ends the port (a {@link StackOverflowError} as with {@link Port#execute}). It does nothing when the port has ended; on the port's own thread it throws
 * {@link PortKilled} then, and also when it has ended the port itself, so that the code around it does not go on.
 *
 * <p><b>Threads:</b> any.
 *
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP">AnyEvent::MP, psub</a>
 */
@FunctionalInterface
public interface BoundAction extends Action, Runnable {

    @Override
    void run();
}
