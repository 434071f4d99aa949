package io.loommp;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A thread that belongs to a port and runs beside its other code, without a mailbox ({@link Self#fork}).
 *
 * <p>What it throws ends the port; the end of the port interrupts it; when it just returns, nothing happens to the port.
 * The port has not ended before its forks have returned.
 *
 * <p><b>Threads:</b> joins: the port's own code, forks of it included; the rest: any.
 * <p><b>Blocking:</b> joins park until the code has returned. They run nothing that waits in the port's sequence.
 * <p><b>Failures:</b> joins throw {@link PortKilled} when the port has ended, also because the code threw, and
 * {@link IllegalStateException} on a thread that is not the port's, or is this fork's own.
 *
 * @param <T> what its code returns
 * @see <a href="https://metacpan.org/pod/Coro::MP">Coro::MP, whose peval_async this is</a>
 */
public interface Fork<T extends @Nullable Object> {

    /** Whether its code has returned, or thrown. */
    boolean isDone();

    /** Waits for what the code returns. */
    T join();

    /**
     * Waits at most so long for what the code returns; empty if it has not returned then, or has returned null.
     *
     * @throws IllegalArgumentException if the timeout is negative
     */
    Optional<T> join(Duration timeout);
}
