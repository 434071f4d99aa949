package io.loommp.kernel;

import io.loommp.KillReason;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Two killers at once: one of them wins, and its reason is what the watcher is told, once. */
@JCStressTest
@Outcome(id = "true, false, [one]", expect = Expect.ACCEPTABLE, desc = "the first killer won")
@Outcome(id = "false, true, [two]", expect = Expect.ACCEPTABLE, desc = "the second killer won")
@Outcome(expect = Expect.FORBIDDEN, desc = "two winners, or another reason")
@State
public class PortEndStress {
    private final LocalPort port = StressKernel.port();
    private final ConcurrentLinkedQueue<Object> told = new ConcurrentLinkedQueue<>();

    public PortEndStress() {
        port.watch(reason -> told.addAll(reason.toList()));
    }

    @Actor
    public void one(LLL_Result r) {
        r.r1 = port.end(KillReason.of("one"), null);
    }

    @Actor
    public void two(LLL_Result r) {
        r.r2 = port.end(KillReason.of("two"), null);
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
        r.r3 = told.toString();
    }
}
