package io.loommp.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.PortId;
import io.loommp.spi.Parking;
import io.loommp.testing.Latches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a supervisor does, as lines of the log. */
@Timeout(30)
class EventLogTest {
    private static final PortId SHOP = PortId.of("a#shop");
    private static final PortId PORT = PortId.of("a#1");
    private static final KillReason BOOM = new KillReason.Die("bo\nom");
    private static final KillReason.GaveUp TOO_OFTEN = new KillReason.GaveUp("shop", "too often");

    private final LogLines log = new LogLines();
    private final List<Runnable> later = new ArrayList<>();
    private long now;
    private final EventLog events = new EventLog(log, log, () -> now, (nanos, task) -> later.add(task));

    private void assertLine(Event event, String line) {
        log.lines.clear();
        events.log(event);
        assertThat(log.lines).containsExactly(line);
    }

    @Test
    void whoComesUnderManyNamesIsNotToldOfWithoutEnd() {
        for (int i = 0; i < 300; i++) {
            events.log(new Event.Connected("node" + i, "192.0.2.1:" + i));
        }
        events.log(new Event.Disconnected("node0", "another kind"));
        assertThat(log.lines)
                .hasSize(101)
                .contains("INFO node99 is up. (192.0.2.1:99)", "INFO node0 is down (another kind).");
        log.lines.clear();
        now = Duration.ofSeconds(1).toNanos();
        List.copyOf(later).forEach(Runnable::run);
        assertThat(log.lines).containsExactly("INFO node299 is up. (192.0.2.1:299) (suppressed 199 like it)");
    }

    @Test
    void whatOtherNodesSayIsEscapedAndCutOnce() {
        assertLine(
                new Event.Disconnected("x".repeat(300), "bo\nom"),
                "INFO " + "x".repeat(200) + "… (300 characters) is down (bo\\u000Aom).");
    }

    @Test
    void aStartIsForThoseWhoLookClosely_aStartAnewForAll() {
        assertLine(new Event.ChildStarted(SHOP, "shop/desk", PORT, 1), "DEBUG child shop/desk started: a#1");
        assertLine(
                new Event.ChildStarted(SHOP, "shop/desk", PORT, 2),
                "INFO child shop/desk started anew, 2 starts so far: a#1");
    }

    @Test
    void aFailedStartTellsTheCause_andWhenItIsTriedAgain() {
        assertLine(
                new Event.ChildNotStarted(
                        SHOP, "shop/desk", BOOM, Duration.ofSeconds(2), new IllegalStateException("bo\nom")),
                "WARN child shop/desk did not start: die: bo\\u000Aom; next attempt after PT2S"
                        + " / java.lang.IllegalStateException: bo\\u000Aom");
        assertLine(
                new Event.ChildNotStarted(SHOP, "shop/desk", BOOM, null, null),
                "WARN child shop/desk did not start: die: bo\\u000Aom");
    }

    @Test
    void anEndThatNobodyAskedForIsAWarning() {
        assertLine(
                new Event.ChildEnded(SHOP, "shop/desk", PORT, BOOM, false, Duration.ZERO),
                "WARN child shop/desk (a#1) ended: die: bo\\u000Aom; it is started anew after PT0S");
        assertLine(
                new Event.ChildEnded(SHOP, "shop/desk", PORT, BOOM, false, null),
                "WARN child shop/desk (a#1) ended: die: bo\\u000Aom; it is not started anew");
        assertLine(
                new Event.ChildEnded(SHOP, "shop/desk", PORT, KillReason.normal(), false, Duration.ZERO),
                "WARN child shop/desk (a#1) ended: normal; it is started anew after PT0S");
    }

    @Test
    void anEndThatWasAskedFor_orSaysThatTheWorkIsDone_isNot() {
        assertLine(
                new Event.ChildEnded(SHOP, "shop/desk", PORT, BOOM, true, null),
                "DEBUG child shop/desk (a#1) ended: die: bo\\u000Aom");
        assertLine(
                new Event.ChildEnded(SHOP, "shop/desk", PORT, KillReason.normal(), false, null),
                "DEBUG child shop/desk (a#1) ended: normal");
    }

    @Test
    void aStuckChildIsNamed_withItsPortIfItHasOne() {
        assertLine(
                new Event.ChildStuck(SHOP, "shop/desk", PORT),
                "WARN child shop/desk (a#1) does not end, and gets no successor before it does");
        assertLine(
                new Event.ChildStuck(SHOP, "shop/desk", null),
                "WARN child shop/desk, still being started, does not end, and gets no successor before it does");
    }

    @Test
    void givingUpIsAnError() {
        assertLine(
                new Event.GaveUp(SHOP, new KillReason.GaveUp("shop", "too\toften")),
                "ERROR supervisor a#shop ends: gave_up: shop: too\\u0009often");
    }

    @Test
    void aChildThatFailsAgainAndAgainDoesNotFloodTheLog_andTheOthersAreNotHeldBackWithIt() {
        for (int i = 0; i < 12; i++) {
            events.log(new Event.ChildEnded(SHOP, "shop/desk", PORT, BOOM, false, Duration.ZERO));
        }
        events.log(new Event.ChildEnded(SHOP, "shop/stock", PORT, BOOM, false, Duration.ZERO));
        assertThat(log.lines).hasSize(11);
        assertThat(log.lines.getLast()).contains("shop/stock");

        now += Duration.ofSeconds(1).toNanos();
        List.copyOf(later).forEach(Runnable::run);

        assertThat(log.lines).hasSize(12);
        assertThat(log.lines.getLast())
                .startsWith("WARN child shop/desk")
                .endsWith("it is started anew after PT0S (suppressed 1 like it)");
    }

    // ---- the end of the log ----

    /** As a node does that is closed. */
    private static boolean close(EventLog.Following following, Duration limit) {
        Parking parking = Parking.system();
        Thread closer = Thread.currentThread();
        following.end(() -> parking.unpark(closer));
        return parking.await(following, following::isOver, parking.nanoTime() + limit.toNanos());
    }

    @Test
    void theLastEventsAreLoggedBeforeItIsClosed_thoughItsThreadComesLate_andWhoeverIsInterrupted() {
        BlockingQueue<Runnable> started = new LinkedBlockingQueue<>();
        Events bus = new Events(started::add);
        EventLog.Following following = events.follow(bus);
        bus.publish(new Event.GaveUp(SHOP, TOO_OFTEN));
        Thread.startVirtualThread(() -> {
            while (bus.wants(Event.Kind.GAVE_UP)) { // until it is being closed
                Thread.onSpinWait();
            }
            started.remove().run();
        });
        Thread.currentThread().interrupt();

        close(following, Duration.ofDays(1));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(log.lines).containsExactly("ERROR supervisor a#shop ends: gave_up: shop: too often");
    }

    @Test
    void aLogThatHangsHoldsNobodyUpForLong() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        log.beforeEach = () -> Latches.awaitStubbornly(release);
        List<Thread> started = new ArrayList<>();
        Events bus = new Events(task -> started.add(Thread.startVirtualThread(task)));
        EventLog.Following following = events.follow(bus);
        bus.publish(new Event.GaveUp(SHOP, TOO_OFTEN));

        assertThat(close(following, Duration.ofMillis(1))).isFalse();

        assertThat(log.lines).as("while it hangs").isEmpty();
        release.countDown();
        started.getFirst().join();
        assertThat(log.lines).hasSize(1);
    }

    @Test
    void withoutAThreadNothingIsWaitedFor() {
        boolean[] enough = {true};
        Events bus = new Events(task -> {
            if (!enough[0]) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            task.run();
        });
        EventLog.Following following = events.follow(bus);
        bus.publish(new Event.GaveUp(SHOP, TOO_OFTEN));
        enough[0] = false;

        assertThat(close(following, Duration.ofDays(1))).isTrue();

        assertThat(log.lines).hasSize(1);
        assertThat(bus.wants(Event.Kind.GAVE_UP)).isFalse();
    }

    @Test
    void aLogThatClosesItsNodeDoesNotWaitForItself() {
        Events bus = new Events(Runnable::run);
        EventLog.Following following = events.follow(bus);
        log.beforeEach = () -> assertThat(close(following, Duration.ofDays(1))).isTrue();

        bus.publish(new Event.GaveUp(SHOP, TOO_OFTEN));

        assertThat(log.lines).hasSize(1);
    }
}
