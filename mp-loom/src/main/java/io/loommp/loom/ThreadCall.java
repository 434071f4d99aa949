package io.loommp.loom;

import org.jspecify.annotations.Nullable;

/** Code that runs in a port with a thread and has a result. */
@FunctionalInterface
public interface ThreadCall<T extends @Nullable Object> {

    /**
     * Runs on the port's own virtual thread.
     *
     * @param self the port, as its code sees it
     * @throws Exception goes to whoever called; the port ends normally
     */
    T call(ThreadSelf self) throws Exception;
}
