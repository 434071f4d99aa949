package io.loommp.kernel;

import io.loommp.Message;
import io.loommp.PortId;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A handler wakes two other ports while the timer thread takes its turns out of the table: each is run once, by the thread that
 * woke it or by one that it was given.
 */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "each was run once")
@Outcome(expect = Expect.FORBIDDEN, desc = "one was forgotten, or run twice")
@State
public class RunNextTickStress {
    private final TurnTable table = new TurnTable();
    private final CallbackRunner runner = new CallbackRunner(Runnable::run, StressKernel.KERNEL.probe(), table);
    private final int[] handled = new int[2]; // each by whoever holds that port
    private final LocalPort second = counting(0);
    private final LocalPort third = counting(1);
    private final LocalPort first = port();

    public RunNextTickStress() {
        first.onMessage(message -> {
            second.push(new MessageEntry(Message.of("second")));
            third.push(new MessageEntry(Message.of("third")));
        });
        first.push(new MessageEntry(Message.of("first")));
    }

    private LocalPort port() {
        return new LocalPort(
                StressKernel.KERNEL, new PortId("stress", "p"), LocalPort.Kind.CALLBACK, null, p -> runner);
    }

    private LocalPort counting(int index) {
        LocalPort made = port();
        made.onMessage(message -> handled[index]++);
        boolean ignored = made.inbox().beginWait();
        return made;
    }

    @Actor
    public void activation() {
        runner.wake(first);
    }

    @Actor
    public void timer() {
        table.tick();
        table.tick();
        table.tick();
    }

    @Arbiter
    public void afterwards(II_Result r) {
        r.r1 = handled[0];
        r.r2 = handled[1];
    }
}
