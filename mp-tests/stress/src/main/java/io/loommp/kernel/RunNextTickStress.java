package io.loommp.kernel;

import io.loommp.Message;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A handler wakes two other ports while the timer thread takes its turns out of the table, and goes on: both are run before it
 * returns, each once.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "each was run once, behind nobody")
@Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "one actor did not meet the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "one waits behind the handler, or was run twice")
@State
public class RunNextTickStress {
    private static final int PATIENCE = 10_000;

    private final TurnTable table = new TurnTable();
    private final CallbackRunner runner = new CallbackRunner(Runnable::run, StressKernel.KERNEL.probe(), table);
    private final AtomicIntegerArray handled = new AtomicIntegerArray(2);
    private final LocalPort second = counting(0);
    private final LocalPort third = counting(1);
    private final LocalPort first = StressKernel.callbackPort(runner);
    private volatile boolean began;
    private volatile boolean ticked;
    private int secondBefore = -1; // of the actor that runs the handler, as the next one
    private int thirdBefore = -1;

    public RunNextTickStress() {
        first.onMessage(message -> handle());
        first.push(new MessageEntry(Message.of("first")));
    }

    private void handle() {
        began = true;
        second.push(new MessageEntry(Message.of("second")));
        third.push(new MessageEntry(Message.of("third")));
        for (int i = 0; i < PATIENCE && !ticked; i++) {
            Thread.onSpinWait();
        }
        if (ticked) {
            secondBefore = handled.get(0);
            thirdBefore = handled.get(1);
        }
    }

    private LocalPort counting(int index) {
        LocalPort made = StressKernel.callbackPort(runner);
        made.onMessage(message -> handled.incrementAndGet(index));
        boolean ignored = made.inbox().beginWait();
        return made;
    }

    @Actor
    public void activation() {
        runner.wake(first);
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
    public void afterwards(II_Result r) {
        r.r1 = secondBefore;
        r.r2 = thirdBefore;
    }
}
