package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.PortKilled;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A port is given a resource while it ends: the resource is closed once, and whoever was refused has seen it closed. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the end of the port closed it")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "refused and closed at once")
@Outcome(expect = Expect.FORBIDDEN, desc = "not closed, or twice")
@State
public class OwnStress {
    private final LocalPort port = StressKernel.port();
    private final AtomicInteger closed = new AtomicInteger();

    @Actor
    public void owner(II_Result r) {
        try {
            Holding.by(port, closed::incrementAndGet, null);
        } catch (PortKilled e) {
            r.r2 = closed.get();
        }
    }

    @Actor
    public void runner() {
        port.end(KillReason.normal(), null);
        port.ended();
    }

    @Arbiter
    public void afterwards(II_Result r) {
        r.r1 = closed.get();
    }
}
