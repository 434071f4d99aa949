package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A port is ended while its thread goes on to another one: the interrupt never reaches the handler of that other port. */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the other port was left in peace")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "the end came first")
@Outcome(expect = Expect.FORBIDDEN, desc = "an interrupt was meant for the port before")
@State
public class RunNextStopStress {
    private static final int PATIENCE = 10_000;

    private final AtomicInteger threads = new AtomicInteger();
    private final CallbackRunner runner = new CallbackRunner(this::start, StressKernel.KERNEL.probe(), new TurnTable());
    private final LocalPort other = StressKernel.callbackPort(runner);
    private final LocalPort ended = StressKernel.callbackPort(runner);
    private volatile boolean began;
    private volatile boolean handled;
    private volatile boolean interrupted;

    public RunNextStopStress() {
        other.onMessage(message -> {
            interrupted = Thread.interrupted();
            handled = true;
        });
        boolean ignored = other.inbox().beginWait();
        ended.onMessage(message -> {
            began = true;
            other.push(new MessageEntry(Message.of("next")));
        });
        ended.push(new MessageEntry(Message.of("first")));
    }

    /** On threads of their own, which an interrupt may reach when all is over. */
    private void start(Runnable task) {
        threads.incrementAndGet();
        Thread.ofVirtual().start(() -> {
            task.run();
            threads.decrementAndGet();
        });
    }

    @Actor
    public void activation() {
        runner.wake(ended);
    }

    @Actor
    public void killer() {
        for (int i = 0; i < PATIENCE && !began; i++) {
            Thread.onSpinWait();
        }
        boolean ignored = ended.end(KillReason.normal(), null);
    }

    @Arbiter
    public void afterwards(ZZ_Result r) {
        while (threads.get() > 0) {
            Thread.onSpinWait();
        }
        r.r1 = handled;
        r.r2 = interrupted;
    }
}
