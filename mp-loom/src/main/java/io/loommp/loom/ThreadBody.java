package io.loommp.loom;

/** The code of a port with a thread. When it returns, the port ends normally. */
@FunctionalInterface
public interface ThreadBody {

    /**
     * Runs on the port's own virtual thread.
     *
     * @param self the port, as its code sees it
     * @throws Exception ends the port with the reason {@code die}
     */
    void run(ThreadSelf self) throws Exception;
}
