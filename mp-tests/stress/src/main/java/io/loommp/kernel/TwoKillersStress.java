package io.loommp.kernel;

import io.loommp.KillReason;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;

/** Two kill a callback port: one kill stands in its sequence, and ends it. */
@JCStressTest
@Outcome(id = "1, one", expect = Expect.ACCEPTABLE, desc = "the first killer won")
@Outcome(id = "1, two", expect = Expect.ACCEPTABLE, desc = "the second killer won")
@Outcome(expect = Expect.FORBIDDEN, desc = "two entries, none, or another reason")
@State
public class TwoKillersStress {
    private final LocalPort port = StressKernel.callbackPort();

    @Actor
    public void one() {
        port.kill(KillReason.of("one"));
    }

    @Actor
    public void two() {
        port.kill(KillReason.of("two"));
    }

    @Arbiter
    public void afterwards(IL_Result r) {
        r.r1 = StressKernel.runAll(port);
        KillReason reason = port.endReason();
        r.r2 = reason == null ? "lives" : reason.toList().getFirst();
    }
}
