package io.loommp.kernel;

import io.loommp.KillReason;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A callback port is killed while it is given a thread: whoever comes second ends it, so the thread never misses it. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "ended")
@Outcome(expect = Expect.FORBIDDEN, desc = "the kill is an entry that the thread may never come to")
@State
public class KillHandOverStress {
    private final LocalPort port = StressKernel.callbackPort();

    @Actor
    public void killer() {
        port.kill(KillReason.of("enough"));
    }

    @Actor
    public void activation() {
        port.handOverTo(new StressKernel.IdleRunner(true));
    }

    @Arbiter
    public void afterwards(Z_Result r) {
        r.r1 = port.isLive();
    }
}
