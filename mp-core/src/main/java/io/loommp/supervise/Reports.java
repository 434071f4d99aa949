package io.loommp.supervise;

import io.loommp.KillReason;
import io.loommp.PortId;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells the events of a node what a supervisor does.
 *
 * <p><b>Threads:</b> the supervisor's port.
 */
final class Reports {
    private final Supervisor supervisor;
    private final Events events;

    Reports(Supervisor supervisor, Events events) {
        this.supervisor = supervisor;
        this.events = events;
    }

    private String pathOf(Incarnation child) {
        return supervisor.path() + '/' + child.child();
    }

    void started(Incarnation child, int starts) {
        PortId port = child.port();
        if (port != null && events.wants(Event.Kind.CHILD_STARTED)) {
            events.publish(new Event.ChildStarted(supervisor.id(), pathOf(child), port, starts));
        }
    }

    void notStarted(Incarnation child, KillReason reason, long retryNanos) {
        if (events.wants(Event.Kind.CHILD_NOT_STARTED)) {
            events.publish(new Event.ChildNotStarted(
                    supervisor.id(), pathOf(child), reason, delay(retryNanos), child.cause()));
        }
    }

    void ended(Incarnation child, KillReason reason, boolean asked, long anewNanos) {
        PortId port = child.port();
        if (port != null && events.wants(Event.Kind.CHILD_ENDED)) {
            events.publish(new Event.ChildEnded(supervisor.id(), pathOf(child), port, reason, asked, delay(anewNanos)));
        }
    }

    void stuck(Incarnation child) {
        if (events.wants(Event.Kind.CHILD_STUCK)) {
            events.publish(new Event.ChildStuck(supervisor.id(), pathOf(child), child.port()));
        }
    }

    void gaveUp(KillReason.GaveUp reason) {
        if (events.wants(Event.Kind.GAVE_UP)) {
            events.publish(new Event.GaveUp(supervisor.id(), reason));
        }
    }

    private static @Nullable Duration delay(long nanos) {
        return nanos == Machine.NEVER ? null : Duration.ofNanos(nanos);
    }
}
