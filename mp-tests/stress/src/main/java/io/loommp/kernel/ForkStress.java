package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.PortKilled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A port forks while it ends: it ends either way, and a fork that was refused does not run. */
@JCStressTest
@Outcome(id = "forked, ended", expect = Expect.ACCEPTABLE, desc = "the end waited for the fork")
@Outcome(id = "refused, ended", expect = Expect.ACCEPTABLE, desc = "the end was first")
@Outcome(expect = Expect.FORBIDDEN, desc = "it ran though it was refused, or the port never ended")
@State
public class ForkStress {
    private final LocalPort port = StressKernel.port();
    private volatile boolean ran;

    @Actor
    public void forker(LL_Result r) {
        try {
            PortFork.start(port, () -> ran = true);
            r.r1 = "forked";
        } catch (PortKilled e) {
            r.r1 = "refused";
        }
    }

    @Actor
    public void runner() {
        port.end(KillReason.normal(), null);
        port.ended();
    }

    @Arbiter
    public void afterwards(LL_Result r) {
        try {
            port.terminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
            r.r2 = ran && r.r1.equals("refused") ? "ran" : "ended";
        } catch (Exception e) {
            r.r2 = e.toString();
        }
    }
}
