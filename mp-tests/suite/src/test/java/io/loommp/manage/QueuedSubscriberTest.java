package io.loommp.manage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The queue in front of a listener. Its thread is the test's, so what comes while it drains can be said exactly. */
class QueuedSubscriberTest {
    private final List<Event> seen = new ArrayList<>();

    @Test
    void whatCameBeforeTheEndIsToldBeforeIt_alsoBehindALookAtTheQueue() {
        QueuedSubscriber[] made = new QueuedSubscriber[1];
        made[0] = new QueuedSubscriber(0, Runnable::run, event -> {
            seen.add(event);
            if (event instanceof Event.TraceTakeover) { // the queue was looked at, and was empty
                made[0].offer(new Event.Log("last"), Event.Kind.LOG);
                made[0].control(new Event.TraceDisabled());
                made[0].control(new Event.TraceTakeover("too late"));
            }
        });
        made[0].control(new Event.TraceTakeover("another"));
        assertThat(seen)
                .containsExactly(new Event.TraceTakeover("another"), new Event.Log("last"), new Event.TraceDisabled());
    }
}
