package io.loommp.supervise;

import io.loommp.Address;
import io.loommp.Node;

/** How a child of a supervisor is started. It is called again whenever the child is started anew. */
@FunctionalInterface
public interface ChildStart {

    /**
     * Starts a port and returns it: a port of this node of any kind, the id of one that was spawned by name here or
     * elsewhere ({@link Node#spawn}), or the address of any port of another node. What is returned belongs to the
     * supervisor, which ends it.
     *
     * <p><b>Threads:</b> a virtual thread made for this call, in no port's context.
     *
     * <p><b>Blocking:</b> it may, up to the child's limit; then its thread is interrupted.
     *
     * <p><b>Failures:</b> a function that throws must first end what it has started itself.
     *
     * @param s what is known of this start
     * @return the port, or {@link Starting#ignore}
     * @throws Exception counts as an end of the child
     */
    Address start(Starting s) throws Exception;
}
