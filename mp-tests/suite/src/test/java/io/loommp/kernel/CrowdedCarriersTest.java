package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.loom.ThreadSelf;
import io.loommp.spi.Parking;
import io.loommp.testing.InPort;
import io.loommp.testing.UsualParking;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who leaves its carrier while these seem to be crowded: here the probe that watches them is never woken. */
@Timeout(30)
class CrowdedCarriersTest {
    private static final Duration SHORT = Duration.ofMillis(2);

    /** So long that a thread that is held up meanwhile is parked all the same before it is over. */
    private static final Duration LONG = Duration.ofMillis(500);

    private final AtomicReference<@Nullable Thread> probe = new AtomicReference<>();
    private final AtomicInteger left = new AtomicInteger();

    private final Parking withoutProbe = new UsualParking() {
        @Override
        public void park(Object blocker) {
            if (blocker instanceof CarrierProbe) {
                probe.set(Thread.currentThread());
            }
            super.park(blocker);
        }

        @Override
        public void parkNanos(Object blocker, long nanos) {
            if (blocker instanceof CarrierProbe) {
                left.incrementAndGet();
            }
            super.parkNanos(blocker, nanos);
        }

        @Override
        public void unpark(Thread thread) {
            if (!thread.equals(probe.get())) {
                super.unpark(thread);
            }
        }
    };

    @AutoClose
    private final Kernel node = Kernel.start(KernelConfig.of("here").withParking(withoutProbe));

    /** How often a receive left its carrier. */
    private int leaves(ThreadSelf self, Duration limit) {
        int before = left.get();
        assertThat(self.get("never", limit)).isEmpty();
        return left.get() - before;
    }

    @Test
    void whoWasParkedUntilItsTimeLimitStays_onceForEachWait_andWhoPollsLeaves() {
        List<Integer> leaves = InPort.call(node, self -> {
            while (!node.probe().isCrowded()) {
                leaves(self, SHORT);
            }
            leaves(self, Duration.ZERO); // whatever came before, this has not parked
            return List.of(
                    leaves(self, LONG),
                    leaves(self, LONG),
                    leaves(self, Duration.ZERO),
                    leaves(self, Duration.ZERO),
                    leaves(self, Duration.ZERO));
        });
        assertThat(leaves).containsExactly(1, 0, 0, 1, 1);
    }

    @Test
    void whoHasReceivedAMessageLeaves() {
        int leaves = InPort.call(node, self -> {
            while (!node.probe().isCrowded()) {
                leaves(self, SHORT);
            }
            self.send(self, "message");
            self.get("message");
            return leaves(self, Duration.ZERO);
        });
        assertThat(leaves).isOne();
    }
}
