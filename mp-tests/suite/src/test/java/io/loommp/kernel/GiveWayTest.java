package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Port;
import io.loommp.loom.ThreadPorts;
import io.loommp.testing.Latches;
import io.loommp.testing.UsualParking;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long those pause who send more than is taken (decision 0033). */
@Timeout(30)
class GiveWayTest {
    private static final int MARK = 1024;

    private final BlockingQueue<Long> pauses = new LinkedBlockingQueue<>();
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** Notes each pause of a sender, which lasts until the test is over. */
    private final class Held extends UsualParking {
        @Override
        public void parkNanos(Object blocker, long nanos) {
            if (blocker instanceof Delivery) {
                pauses.add(nanos);
                Latches.await(goOn);
            } else {
                super.parkNanos(blocker, nanos);
            }
        }
    }

    @Test
    void theMoreWaitsAndTheMorePause_theLongerDoesASender() {
        try (Kernel node = Kernel.start(KernelConfig.of("crowd").withParking(new Held()))) {
            Port stuck = ThreadPorts.spawn(node, self -> Latches.await(goOn));
            for (int senders = 1; senders <= 3; senders++) {
                ThreadPorts.spawn(node, self -> {
                    for (int i = 0; i < MARK; i++) {
                        self.send(stuck, "n", i);
                    }
                });
                assertThat(Latches.next(pauses))
                        .as("%d pause, and so many marks are reached", senders)
                        .isEqualTo(TimeUnit.MICROSECONDS.toNanos(20) * senders * senders);
            }
            goOn.countDown();
        }
    }
}
