package io.loommp.supervise;

import io.loommp.Address;
import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.PortId;
import java.util.Optional;

/** One start of a child, as its start function sees it. */
public interface Starting {

    /** The node of the supervisor. */
    Node node();

    /** The port of the supervisor. */
    PortId supervisor();

    /** What the child is called. */
    String child();

    /** Which attempt this is: 1 for the first. */
    int attempt();

    /** Why the child ended last, or did not start. */
    Optional<KillReason> lastReason();

    /**
     * To be returned when there is nothing to start. The child is kept as ignored until it is started by hand, a temporary
     * one is forgotten.
     */
    Address ignore();
}
