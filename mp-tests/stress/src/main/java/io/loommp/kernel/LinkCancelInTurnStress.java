package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.PortId;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** As {@link LinkCancelStress}, for a callback port, whose end is an entry that is about to have its turn. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "taken back")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "too late, and the end is no more to come")
@Outcome(expect = Expect.FORBIDDEN, desc = "an end that comes after the link was taken back")
@State
public class LinkCancelInTurnStress {
    private final LocalPort watcher = StressKernel.callbackPort();
    private final LocalMonitor link = new LocalMonitor.Dependence(watcher, new PortId("stress", "q"), false, null);

    @Actor
    public void death() {
        link.fire(KillReason.of("enough"));
        StressKernel.runAll(watcher);
    }

    @Actor
    public void canceller(ZZ_Result r) {
        r.r1 = link.cancel();
        r.r2 = watcher.isLive();
    }

    @Arbiter
    public void afterwards(ZZ_Result r) {
        r.r2 &= watcher.isLive() || !r.r1;
    }
}
