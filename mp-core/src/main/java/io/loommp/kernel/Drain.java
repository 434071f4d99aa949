package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.PortId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes a node out of service: nobody new comes, nobody finds it any more, and what runs is asked to come to its end and
 * waited for.
 *
 * <p><b>Threads:</b> that of who drains. <b>Blocking:</b> until the time is up, at most.
 */
final class Drain {
    private static final KillReason SHUTDOWN = KillReason.exit("shutdown");

    private final Kernel kernel;
    private final long deadline; // by the clock of Parking, as for a close
    private final Thread waiter = Thread.currentThread();

    private Drain(Kernel kernel, Duration limit) {
        this.kernel = kernel;
        this.deadline = kernel.parking().nanoTime() + Durations.nanos(limit, "limit");
    }

    /** Drains a node; what has not ended in time. */
    static List<PortId> run(Kernel kernel, Duration limit, List<LocalPort> ports) throws InterruptedException {
        Drain drain = new Drain(kernel, limit);
        kernel.leaves();
        List<PortId> left = new ArrayList<>();
        for (LocalPort port : ports.reversed()) {
            drain.ask(port);
            drain.await(port, left);
        }
        List<LocalPort> spawned =
                kernel.table().all().stream().filter(LocalPort::isSpawned).toList();
        spawned.forEach(drain::ask);
        for (LocalPort port : spawned) {
            drain.await(port, left);
        }
        return List.copyOf(left);
    }

    private void ask(LocalPort port) {
        kernel.onEnd(port, why -> {}); // somebody knows of this end: it is no error
        port.kill(SHUTDOWN);
    }

    private void await(LocalPort port, List<PortId> left) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        var ignored = port.terminated().thenRun(() -> {
            over.set(true);
            kernel.parking().unpark(waiter);
        });
        while (!over.get() && !port.hasEnded()) {
            long nanos = deadline - kernel.parking().nanoTime();
            if (nanos <= 0) {
                left.add(port.id());
                return;
            }
            kernel.parking().parkNanos(this, nanos);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
