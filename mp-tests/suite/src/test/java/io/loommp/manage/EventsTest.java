package io.loommp.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.PortId;
import io.loommp.testing.Latches;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(30)
class EventsTest {
    private static final Set<Event.Kind> SPAWNED = EnumSet.of(Event.Kind.SPAWNED);

    private final Events events = new Events(task -> Thread.startVirtualThread(task));
    private final BlockingQueue<Event> seen = new LinkedBlockingQueue<>();

    private static Event.Spawned spawned(int number) {
        return new Event.Spawned(new PortId("node", "p" + number));
    }

    @Test
    void eachGetsTheKindsItAskedFor_inOrder() {
        BlockingQueue<Event> names = new LinkedBlockingQueue<>();
        events.subscribe(SPAWNED, seen::add);
        events.subscribe(EnumSet.of(Event.Kind.REGISTERED, Event.Kind.SPAWNED), names::add);
        Event registered = new Event.Registered(new PortId("node", "p"), "name");

        events.publish(registered);
        for (int i = 0; i < 100; i++) {
            events.publish(spawned(i));
        }

        assertThat(Latches.next(names)).isEqualTo(registered);
        for (int i = 0; i < 100; i++) {
            assertThat(Latches.next(seen)).isEqualTo(spawned(i));
            assertThat(Latches.next(names)).isEqualTo(spawned(i));
        }
    }

    @Test
    void nobodyWantsWhatNobodyAskedFor() {
        assertThat(events.wants(Event.Kind.SPAWNED)).isFalse();
        Events.Subscription subscription = events.subscribe(SPAWNED, seen::add);
        assertThat(events.wants(Event.Kind.SPAWNED)).isTrue();
        assertThat(events.wants(Event.Kind.DIED)).isFalse();
        subscription.close();
        assertThat(events.wants(Event.Kind.SPAWNED)).isFalse();
    }

    @Test
    void whoWantsUnexpectedEndsAlone_isToldOfNoOther() {
        PortId port = new PortId("node", "p");
        Event.Died failed = new Event.Died(port, new KillReason.Die("boom"), false, null);
        events.subscribe(BusReader.UNEXPECTED_DEATHS, seen::add);

        assertThat(events.wantsDeath(port, KillReason.normal(), false)).isFalse();
        assertThat(events.wantsDeath(port, failed.reason(), true)).isFalse();
        assertThat(events.wantsDeath(port, failed.reason(), false)).isTrue();
        events.publish(new Event.Died(port, KillReason.normal(), false, null));
        events.publish(new Event.Died(port, failed.reason(), true, null));
        events.publish(failed);

        assertThat(Latches.next(seen)).isEqualTo(failed);
        assertThat(seen).isEmpty();
    }

    @Test
    void whoWantsEndsIsToldOfAll() {
        PortId port = new PortId("node", "p");
        Event.Died failed = new Event.Died(port, new KillReason.Die("boom"), false, null);
        Event.Died returned = new Event.Died(port, KillReason.normal(), false, null);
        events.subscribe(EnumSet.of(Event.Kind.DIED), seen::add);

        events.publish(returned);
        events.publish(failed);

        assertThat(Latches.next(seen)).isEqualTo(returned);
        assertThat(Latches.next(seen)).isEqualTo(failed);
    }

    @Test
    void theLogIsToldOfNoEndThatItWouldNotTell() {
        PortId port = new PortId("node", "p");
        KillReason failed = new KillReason.Die("boom");
        boolean tellsAll = LoggerFactory.getLogger("io.loommp.node").isDebugEnabled();

        EventLog.Following log = EventLog.of(events, () -> 0, (nanos, task) -> {});

        assertThat(events.wantsDeath(port, failed, false)).isTrue();
        assertThat(events.wantsDeath(port, KillReason.normal(), false)).isEqualTo(tellsAll);
        log.end(() -> {});
        assertThat(events.wantsDeath(port, failed, false)).isFalse();
    }

    @Test
    void whoIsSlowMissesSome_andIsToldInBandHowMany_withoutSlowingAnybody() {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        events.subscribe(SPAWNED, event -> {
            began.countDown();
            Latches.await(release);
            seen.add(event);
        });
        events.publish(spawned(0));
        Latches.await(began);
        int published = 10_000;
        for (int i = 1; i <= published; i++) {
            events.publish(spawned(i)); // comes back although nobody takes them
        }
        release.countDown();

        int received = 0;
        Event next = Latches.next(seen);
        while (next instanceof Event.Spawned) {
            assertThat(next).isEqualTo(spawned(received));
            received++;
            next = Latches.next(seen);
        }
        assertThat(received).isBetween(1000, 9000);
        assertThat(next).isEqualTo(new Event.Dropped(published + 1 - received, SPAWNED));

        events.publish(spawned(-1));
        assertThat(Latches.next(seen)).isEqualTo(spawned(-1));
    }

    @Test
    void aListenerThatThrowsIsCalledAgain() {
        events.subscribe(SPAWNED, event -> {
            seen.add(event);
            if (event.equals(spawned(1))) {
                throw new IllegalStateException("a listener failed, as it should");
            }
            if (event.equals(spawned(2))) {
                throw new AssertionError("a listener failed, as it should");
            }
        });
        List.of(1, 2, 3).forEach(number -> events.publish(spawned(number)));
        assertThat(Latches.next(seen)).isEqualTo(spawned(1));
        assertThat(Latches.next(seen)).isEqualTo(spawned(2));
        assertThat(Latches.next(seen)).isEqualTo(spawned(3));
        events.publish(spawned(4));
        assertThat(Latches.next(seen)).isEqualTo(spawned(4));
    }

    @Test
    void afterTheEndOfASubscriptionNothingComes() {
        Events.Subscription subscription = events.subscribe(SPAWNED, seen::add);
        events.publish(spawned(1));
        assertThat(Latches.next(seen)).isEqualTo(spawned(1));
        BlockingQueue<Event> others = new LinkedBlockingQueue<>();
        events.subscribe(SPAWNED, others::add);

        subscription.close();

        events.publish(spawned(2));
        assertThat(Latches.next(others)).isEqualTo(spawned(2));
        assertThat(seen).isEmpty();
    }

    @Test
    void aReaderThatIsAttachedAgainIsToldOnce_andIsAskedAnewWhatItWants() {
        long[] interests = {0};
        BusReader reader = new BusReader() {
            @Override
            public long interests() {
                return interests[0];
            }

            @Override
            public void offer(Object input, Event.@Nullable Kind kind) {
                seen.add((Event) input);
            }
        };
        events.attach(reader);
        assertThat(events.wants(Event.Kind.SPAWNED)).isFalse();
        interests[0] = Event.Kind.SPAWNED.mask();
        events.attach(reader);
        assertThat(events.wants(Event.Kind.SPAWNED)).isTrue();
        events.publish(spawned(1));
        assertThat(seen).containsExactly(spawned(1));
        events.detach(reader);
        assertThat(events.wants(Event.Kind.SPAWNED)).isFalse();
    }

    @Test
    void manyPublishersOneListener_oneCallAtATime() throws InterruptedException {
        int[] inside = {0};
        int[] wrong = {0};
        CountDownLatch all = new CountDownLatch(4 * 500);
        events.subscribe(SPAWNED, event -> {
            if (++inside[0] != 1) {
                wrong[0]++;
            }
            inside[0]--;
            all.countDown();
        });
        Thread[] threads = new Thread[4];
        for (int t = 0; t < 4; t++) {
            threads[t] = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 500; i++) {
                    events.publish(spawned(i));
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Latches.await(all);
        assertThat(wrong[0]).isZero();
    }

    @Test
    void whoCouldNotBeToldForWantOfAThreadIsToldWithTheNext() {
        AtomicBoolean noThread = new AtomicBoolean(true);
        Events starved = new Events(task -> {
            if (noThread.getAndSet(false)) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            Thread.startVirtualThread(task);
        });
        Events.Subscription subscription = starved.subscribe(SPAWNED, seen::add);
        starved.publish(spawned(1));
        starved.publish(spawned(2));
        assertThat(Latches.next(seen)).isEqualTo(spawned(1));
        assertThat(Latches.next(seen)).isEqualTo(spawned(2));
        subscription.close();
    }
}
