package io.loommp.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The queue in front of a listener. Its thread is the test's, so what comes while it drains can be said exactly. */
class QueuedSubscriberTest {
    private static final int CAPACITY = 4096;

    private final List<Event> seen = new ArrayList<>();

    private static Event.Log line(int number) {
        return new Event.Log("line " + number);
    }

    private static void offer(QueuedSubscriber subscriber, int from, int to) {
        IntStream.range(from, to).forEach(n -> subscriber.offer(line(n), Event.Kind.LOG));
    }

    private static QueuedSubscriber queued(Consumer<Event> listener) {
        return new QueuedSubscriber(0, Runnable::run, null, listener, () -> {});
    }

    @Test
    void whatCameBeforeTheEndIsToldBeforeIt_alsoBehindALookAtTheQueue() {
        QueuedSubscriber[] made = new QueuedSubscriber[1];
        made[0] = queued(event -> {
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

    @Test
    void aGapIsToldBehindWhatCameBeforeIt_thoughTheQueueNeverRunsEmpty() {
        int[] next = {5000};
        QueuedSubscriber[] made = new QueuedSubscriber[1];
        made[0] = queued(event -> {
            seen.add(event);
            if (seen.size() == 1) {
                offer(made[0], 1, next[0]);
            } else if (next[0] < 15_000 && event instanceof Event.Log) {
                offer(made[0], next[0], ++next[0]);
            }
        });
        offer(made[0], 0, 1);
        int told = 1 + CAPACITY;
        assertThat(seen.subList(0, told))
                .isEqualTo(IntStream.range(0, told)
                        .mapToObj(QueuedSubscriberTest::line)
                        .toList());
        assertThat(seen.get(told)).isEqualTo(new Event.Dropped(5000 - told, Set.of(Event.Kind.LOG)));
        assertThat(seen.subList(told + 1, seen.size()))
                .isEqualTo(IntStream.range(5000, 15_000)
                        .mapToObj(QueuedSubscriberTest::line)
                        .toList());
    }

    @Test
    void aGapThatOthersHaveToldOfCountsAsWhatWasInIt() {
        QueuedSubscriber[] made = new QueuedSubscriber[1];
        made[0] = queued(event -> {
            seen.add(event);
            if (seen.size() == 1) {
                offer(made[0], 1, 1 + CAPACITY + 1);
                made[0].offer(new Event.Dropped(10, Set.of(Event.Kind.SENT)), Event.Kind.DROPPED);
            }
        });
        offer(made[0], 0, 1);
        assertThat(seen).last().isEqualTo(new Event.Dropped(11, Set.of(Event.Kind.LOG, Event.Kind.SENT)));
    }

    @Test
    void whatIsTooMuchMemoryIsDropped_thoughItIsFewEvents() {
        String large = "x".repeat(1 << 20);
        QueuedSubscriber[] made = new QueuedSubscriber[1];
        made[0] = queued(event -> {
            seen.add(event);
            if (seen.size() == 1) {
                for (int i = 0; i < 100; i++) {
                    made[0].offer(new Event.Log(large), Event.Kind.LOG);
                }
            }
        });
        offer(made[0], 0, 1);
        assertThat(seen).hasSizeLessThan(1 + 16 + 1);
        assertThat(seen).last().isEqualTo(new Event.Dropped(102 - seen.size(), Set.of(Event.Kind.LOG)));
    }

    @Test
    void whoCannotBeToldItsEndForWantOfAThreadIsKnown_thoughAnotherWasToHaveStartedIt() {
        AtomicBoolean untold = new AtomicBoolean();
        QueuedSubscriber[] made = new QueuedSubscriber[1];
        made[0] = new QueuedSubscriber(
                0,
                task -> {
                    made[0].control(new Event.TraceDisabled()); // relies on the thread that is just being started
                    throw new OutOfMemoryError("unable to create native thread");
                },
                null,
                seen::add,
                () -> untold.set(true));
        assertThatThrownBy(() -> offer(made[0], 0, 1)).isInstanceOf(OutOfMemoryError.class);
        assertThat(untold).isTrue();
        assertThat(seen).isEmpty();
    }
}
