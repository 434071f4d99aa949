package io.loommp.supervise;

import io.loommp.Address;
import io.loommp.KillReason;
import io.loommp.PortId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A child of a supervisor as it was at a moment.
 *
 * @param name what it is called
 * @param lifetime after which ends it is started anew
 * @param state what it was doing
 * @param port the port of the present incarnation; null if there is none, or it is being started
 * @param starts how often it has come up
 * @param lastReason why it ended last, or did not start; null if neither has happened
 * @param supervisor if it is a tree, the supervisor of the present incarnation; otherwise null
 */
public record ChildInfo(
        String name,
        Lifetime lifetime,
        ChildState state,
        @Nullable PortId port,
        int starts,
        @Nullable KillReason lastReason,
        @Nullable Supervisor supervisor) {

    /** Whether this would be the same again. */
    boolean isStill(ChildState itsState, @Nullable Address itsPort, int itsStarts, @Nullable KillReason itsLastReason) {
        return state == itsState
                && starts == itsStarts
                && Objects.equals(port, itsPort == null ? null : itsPort.id())
                && Objects.equals(lastReason, itsLastReason);
    }
}
