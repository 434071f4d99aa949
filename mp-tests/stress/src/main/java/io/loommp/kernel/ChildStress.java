package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.PortKilled;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A child comes into being while its parent ends: it is refused, or ends with it. */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "it was made, and ended with its parent")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "it outlives its parent")
@State
public class ChildStress {
    private final LocalPort parent = StressKernel.port();
    private final LocalPort child = StressKernel.port();

    @Actor
    public void maker(ZZ_Result r) {
        try {
            child.childOf(parent);
            r.r1 = true;
        } catch (PortKilled e) {
            r.r1 = false;
        }
    }

    @Actor
    public void killer() {
        parent.end(KillReason.of("enough"), null);
    }

    @Arbiter
    public void afterwards(ZZ_Result r) {
        r.r2 = child.isLive();
        child.end(KillReason.normal(), null);
        child.ended(); // nobody runs them, and a kernel remembers for its grace whose code has not returned
        parent.ended();
    }
}
