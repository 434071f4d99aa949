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

/** A cancel races with the firing and with the callback's beginning: either it says false, or the callback never ran. */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "taken back")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "it had begun")
@Outcome(expect = Expect.FORBIDDEN, desc = "ran although taken back, or neither")
@State
public class MonitorCancelStress {
    private final LocalPort watcher = StressKernel.port();
    private volatile boolean ran;
    private final LocalMonitor monitor =
            new LocalMonitor.Callback(watcher, new PortId("stress", "q"), reason -> ran = true, false);

    @Actor
    public void death() {
        monitor.fire(KillReason.normal());
        StressKernel.runAll(watcher);
    }

    @Actor
    public void canceller(ZZ_Result r) {
        r.r1 = monitor.cancel();
    }

    @Arbiter
    public void afterwards(ZZ_Result r) {
        r.r2 = ran;
    }
}
