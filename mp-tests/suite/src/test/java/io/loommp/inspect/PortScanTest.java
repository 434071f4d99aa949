package io.loommp.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Timer;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.spi.Timers;
import io.loommp.testkit.FakeTimers;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ports end while a node looks over them. */
@Timeout(60)
class PortScanTest {
    private final Thread test = Thread.currentThread();
    private final AtomicReference<Runnable> onLook = new AtomicReference<>(() -> {});

    @AutoClose
    private final Kernel node = Kernel.start(KernelConfig.of("node").withTimers(id -> new Looked(new FakeTimers())));

    /** Time at which something happens once when the test looks at it: rates are measured when the ports have been listed. */
    private final class Looked implements Timers {
        private final Timers time;

        Looked(Timers time) {
            this.time = time;
        }

        @Override
        public long nanoTime() {
            if (Thread.currentThread().equals(test)) {
                onLook.getAndSet(() -> {}).run();
            }
            return time.nanoTime();
        }

        @Override
        public Timer at(long deadlineNanos, Runnable task) {
            return time.at(deadlineNanos, task);
        }

        @Override
        public void close() {
            time.close();
        }
    }

    private List<Port> inOrder() {
        return Stream.generate(() -> node.port(p -> {}))
                .limit(5)
                .sorted(Comparator.comparing((Port port) -> port.id().name()))
                .toList();
    }

    private PortScan.Result pieceOfTwo_whileThereEnd(List<Port> ending) {
        onLook.set(() -> ending.forEach(port -> {
            node.kill(port);
            await().until(() -> node.info(port).isEmpty());
        }));
        return new PortScan(node).run(new PortScan.Wanted(PortScan.Order.ID, true, 2, "", "", 0));
    }

    private static List<PortId> ids(PortScan.Result result) {
        return result.lines().stream().map(PortLine::id).toList();
    }

    @Test
    void ofThoseThatWereFoundThereAreFewer_andTheNumberThatFitSaysThatThereAreMore() {
        List<Port> all = inOrder();
        PortScan.Result result = pieceOfTwo_whileThereEnd(all.subList(0, 1));
        assertThat(ids(result)).containsExactly(all.get(1).id());
        assertThat(result.matching()).isEqualTo(5);
    }

    @Test
    void whereAllHaveEnded_thereAreThoseBehindThem() {
        List<Port> all = inOrder();
        PortScan.Result result = pieceOfTwo_whileThereEnd(all.subList(0, 2));
        assertThat(ids(result)).containsExactly(all.get(2).id(), all.get(3).id());
        assertThat(result.matching()).isEqualTo(3);
    }
}
