package io.loommp.kernel;

import io.loommp.Message;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * A message comes while the activation of a callback port finds nothing more to do: it is handled, by this activation or the
 * next, and never by two at once.
 */
@JCStressTest
@Outcome(id = "2, false", expect = Expect.ACCEPTABLE, desc = "both were handled, one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "one was forgotten, or two activations ran at once")
@State
public class CallbackIdleStress {
    private final CallbackRunner runner = new CallbackRunner(Runnable::run, StressKernel.KERNEL.probe(), null);
    private final LocalPort port = StressKernel.callbackPort(runner);
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean overlap;
    private int handled; // whoever holds the port

    public CallbackIdleStress() {
        port.onMessage(message -> {
            if (inside.incrementAndGet() != 1) {
                overlap = true;
            }
            handled++;
            inside.decrementAndGet();
        });
        port.push(new MessageEntry(Message.of("first")));
    }

    @Actor
    public void activation() {
        runner.wake(port);
    }

    @Actor
    public void sender() {
        port.push(new MessageEntry(Message.of("second")));
    }

    @Arbiter
    public void afterwards(IZ_Result r) {
        r.r1 = handled;
        r.r2 = overlap;
    }
}
