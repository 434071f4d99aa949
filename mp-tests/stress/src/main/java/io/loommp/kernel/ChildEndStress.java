package io.loommp.kernel;

import io.loommp.KillReason;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The code of a parent returns while its last child ends: whoever comes second ends the parent. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "both have ended")
@Outcome(expect = Expect.FORBIDDEN, desc = "one waits for ever")
@State
public class ChildEndStress {
    private final LocalPort parent = StressKernel.port();
    private final LocalPort child = StressKernel.port();

    public ChildEndStress() {
        child.childOf(parent);
        parent.end(KillReason.of("enough"), null);
    }

    @Actor
    public void parentReturns() {
        parent.ended();
    }

    @Actor
    public void childReturns() {
        child.ended();
    }

    @Arbiter
    public void afterwards(ZZ_Result r) {
        r.r1 = parent.hasEnded();
        r.r2 = child.hasEnded();
    }
}
