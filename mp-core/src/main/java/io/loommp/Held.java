package io.loommp;

/**
 * Something that a port owns: it is closed when the port has ended and none of its code runs any more, unless that is done,
 * or the thing given back, before.
 *
 * <pre>{@code
 * try (Held<Process> tool = self.own(start(), Process::destroyForcibly)) { ... }
 * }</pre>
 *
 * <p><b>Threads:</b> any. Of several calls of {@link #close} and {@link #release}, and the end of the port, the first wins.
 *
 * @param <T> what it is
 */
public interface Held<T> extends AutoCloseable {

    /** The thing itself. */
    T value();

    /**
     * Gives it back to whoever calls: the port does not close it any more.
     *
     * @return false if it was closed or given back before
     */
    boolean release();

    /**
     * Closes it now instead of at the end of the port; does nothing if that was done, or it was given back.
     *
     * <p><b>Blocking:</b> as closing it does.
     *
     * <p><b>Failures:</b> what closing it throws; a checked exception as the cause of an {@link IllegalStateException}.
     */
    @Override
    void close();
}
