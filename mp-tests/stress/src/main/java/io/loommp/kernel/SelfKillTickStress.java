package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Timer;
import io.loommp.spi.Timers;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * A handler kills its port while the timer thread takes its turns out of the table, and goes on: one of both sets the timer of
 * the grace. Here the grace is over as soon as that is done.
 */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "the timer was set, or one actor did not meet the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "nobody would ever interrupt the handler")
@State
public class SelfKillTickStress {
    private static final int PATIENCE = 10_000;
    private static final Kernel KERNEL = Kernel.start(KernelConfig.of("stress").withTimers(node -> new AtOnce()));

    private final TurnTable table = new TurnTable();
    private final CallbackRunner runner = new CallbackRunner(Runnable::run, StressKernel.KERNEL.probe(), table);
    private final LocalPort port =
            new LocalPort(KERNEL, KERNEL.newId(""), LocalPort.Kind.CALLBACK, null, made -> runner);
    private volatile boolean began;
    private volatile boolean ticked;
    private boolean forgotten; // of the actor that runs the handler

    public SelfKillTickStress() {
        port.onMessage(message -> handle());
        port.push(new MessageEntry(Message.of("kill yourself")));
    }

    private void handle() {
        began = true;
        port.kill(KillReason.of("done"));
        for (int i = 0; i < PATIENCE && !ticked; i++) {
            Thread.onSpinWait();
        }
        forgotten = ticked && port.isLive();
    }

    @Actor
    public void activation() {
        runner.wake(port);
    }

    @Actor
    public void timer() {
        for (int i = 0; i < PATIENCE && !began; i++) {
            Thread.onSpinWait();
        }
        if (began) {
            table.tick();
            table.tick();
            ticked = true;
        }
    }

    @Arbiter
    public void afterwards(Z_Result r) {
        r.r1 = forgotten;
    }

    /** A time that passes at once, for kills; nothing else of a kernel without checks by time waits here. */
    private static final class AtOnce implements Timers {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Timer at(long deadlineNanos, Runnable task) {
            task.run();
            return () -> false;
        }

        @Override
        public void close() {}
    }
}
