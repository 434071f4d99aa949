package io.loommp.net.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.net.transport.Outbox.Result;
import io.loommp.spi.Parking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutboxTest {
    private static final int HIGH_WATER = 100;
    private static final int BYTES_MAX = 1000;
    private static final int PACKETS_MAX = 50;

    private volatile long highWater = HIGH_WATER;
    private final Outbox outbox = new Outbox(limits(), () -> highWater, Parking.system());

    private static Limits limits() {
        Duration second = Duration.ofSeconds(1);
        return new Limits(
                second,
                second,
                second,
                second,
                second,
                1024,
                HIGH_WATER,
                BYTES_MAX,
                BYTES_MAX,
                10_000,
                PACKETS_MAX,
                256,
                64,
                100);
    }

    private static Future<Result> inThread(Callable<Result> task, List<Thread> threads) {
        FutureTask<Result> future = new FutureTask<>(task);
        threads.add(Thread.ofVirtual().start(future));
        return future;
    }

    private void awaitParked(Thread thread) {
        await().until(() -> thread.getState() == Thread.State.WAITING);
    }

    @Test
    void whatIsTakenComesOutInOrder() {
        outbox.offer(new byte[1]);
        outbox.put(new byte[2]);
        outbox.offer(new byte[3]);

        assertThat(outbox.poll()).hasSize(1);
        assertThat(outbox.poll()).hasSize(2);
        assertThat(outbox.poll()).hasSize(3);
        assertThat(outbox.poll()).isNull();
        assertThat(outbox.isWritten()).isFalse();
        outbox.written(6, 3);
        assertThat(outbox.isWritten()).isTrue();
    }

    @Test
    void beyondTheBoundOfOctetsItClosesItself() {
        assertThat(outbox.offer(new byte[BYTES_MAX])).isEqualTo(Result.TAKEN);
        assertThat(outbox.offer(new byte[1])).isEqualTo(Result.OVERFLOW);
        assertThat(outbox.offer(new byte[1])).isEqualTo(Result.CLOSED);
    }

    @Test
    void beyondTheBoundOfPacketsItClosesItself() {
        for (int i = 0; i < PACKETS_MAX; i++) {
            assertThat(outbox.offer(new byte[1])).isEqualTo(Result.TAKEN);
        }
        outbox.written(1, 1);
        assertThat(outbox.offer(new byte[1])).isEqualTo(Result.TAKEN);
        assertThat(outbox.offer(new byte[1])).isEqualTo(Result.OVERFLOW);
    }

    @Test
    void aSenderWaitsAboveTheHighWaterMark_andGoesOnAtHalfOfIt() throws Exception {
        List<Thread> threads = new ArrayList<>();
        outbox.offer(new byte[HIGH_WATER + 1]);
        Future<Result> sender = inThread(() -> outbox.put(new byte[10]), threads);
        awaitParked(threads.get(0));

        outbox.written(HIGH_WATER / 2, 0); // one octet above half
        assertThat(threads.get(0).getState()).isEqualTo(Thread.State.WAITING);
        outbox.written(1, 1);

        assertThat(sender.get()).isEqualTo(Result.TAKEN);
        assertThat(outbox.poll()).hasSize(HIGH_WATER + 1);
        assertThat(outbox.poll()).hasSize(10);
        outbox.written(HIGH_WATER / 2 + 10, 1);
        assertThat(outbox.isWritten()).isTrue();
    }

    @Test
    void theMarkMayFall_andSendersWaitSooner() throws Exception {
        List<Thread> threads = new ArrayList<>();
        outbox.offer(new byte[11]);
        highWater = 10;
        assertThat(outbox.isCrowded()).isTrue();
        Future<Result> sender = inThread(() -> outbox.put(new byte[10]), threads);
        awaitParked(threads.get(0));

        outbox.written(5, 0); // one octet above half
        assertThat(threads.get(0).getState()).isEqualTo(Thread.State.WAITING);
        highWater = 1; // nothing but the end of all that is on its way reaches half of that
        outbox.written(6, 1);
        assertThat(sender.get()).isEqualTo(Result.TAKEN);
    }

    @Test
    void ofManyWhoWaitOnlySoManyGoAsThereIsRoomFor_inTheirOrder() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Future<Result>> senders = new ArrayList<>();
        outbox.offer(new byte[HIGH_WATER + 1]);
        for (int i = 0; i < 5; i++) {
            senders.add(inThread(() -> outbox.put(new byte[60]), threads));
            awaitParked(threads.get(i));
        }
        outbox.written(HIGH_WATER + 1, 1); // room for 100: the first, and as that leaves some, the second

        assertThat(senders.get(0).get()).isEqualTo(Result.TAKEN);
        assertThat(senders.get(1).get()).isEqualTo(Result.TAKEN);
        assertThat(senders.subList(2, 5)).noneMatch(Future::isDone);
        outbox.written(120, 2);
        assertThat(senders.get(2).get()).isEqualTo(Result.TAKEN);
        assertThat(senders.get(3).get()).isEqualTo(Result.TAKEN);
        assertThat(senders.get(4).isDone()).isFalse();
        outbox.close();
        assertThat(senders.get(4).get()).isEqualTo(Result.CLOSED);
    }

    @Test
    void anInterruptEndsTheWait_andThePacketIsNotTaken() throws Exception {
        List<Thread> threads = new ArrayList<>();
        outbox.offer(new byte[HIGH_WATER + 1]);
        List<Boolean> flag = new ArrayList<>();
        Future<Result> sender = inThread(
                () -> {
                    Result result = outbox.put(new byte[10]);
                    flag.add(Thread.currentThread().isInterrupted());
                    return result;
                },
                threads);
        awaitParked(threads.get(0));
        threads.get(0).interrupt();

        assertThat(sender.get()).isEqualTo(Result.INTERRUPTED);
        assertThat(flag).containsExactly(true);
        outbox.written(HIGH_WATER + 1, 1);
        assertThat(outbox.isWritten()).isTrue();
    }

    @Test
    void closingReleasesWhoWaits_andNobodyWaitsAnyMore() throws Exception {
        List<Thread> threads = new ArrayList<>();
        outbox.offer(new byte[HIGH_WATER + 1]);
        Future<Result> sender = inThread(() -> outbox.put(new byte[10]), threads);
        awaitParked(threads.get(0));
        outbox.close();

        assertThat(sender.get()).isEqualTo(Result.CLOSED);
        assertThat(outbox.put(new byte[10])).isEqualTo(Result.CLOSED);
        assertThat(outbox.poll()).as("what was taken before").hasSize(HIGH_WATER + 1);
    }

    @Test
    void manySendersAndOneWriterLoseNothing_andNeverPassTheBound() throws Exception {
        int senders = 200;
        int each = 200;
        Outbox small = new Outbox(limits(), () -> highWater, Parking.system());
        List<Thread> threads = new ArrayList<>();
        List<Future<Result>> results = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        for (int s = 0; s < senders; s++) {
            results.add(inThread(
                    () -> {
                        start.await();
                        for (int i = 0; i < each; i++) {
                            Result result = small.put(new byte[10]);
                            if (result != Result.TAKEN) {
                                return result;
                            }
                        }
                        return Result.TAKEN;
                    },
                    threads));
        }
        start.countDown();
        for (int taken = 0; taken < senders * each; ) {
            byte[] packet = small.poll();
            if (packet == null) {
                Thread.onSpinWait();
            } else {
                taken++;
                small.written(packet.length, 1);
            }
        }
        for (Future<Result> result : results) {
            assertThat(result.get()).isEqualTo(Result.TAKEN);
        }
        assertThat(small.isWritten()).isTrue();
    }
}
