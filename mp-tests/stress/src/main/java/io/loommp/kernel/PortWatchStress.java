package io.loommp.kernel;

import io.loommp.KillReason;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A port ends while somebody begins to watch it: the watch fires, once, or is refused and the watcher tells itself. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "fired")
@Outcome(id = "10", expect = Expect.ACCEPTABLE, desc = "refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "fired twice, or never")
@State
public class PortWatchStress {
    private final LocalPort port = StressKernel.port();
    private final AtomicInteger told = new AtomicInteger();

    @Actor
    public void killer() {
        port.end(KillReason.of("enough"), null);
    }

    @Actor
    public void watcher() {
        if (!port.watch(reason -> told.addAndGet(1))) {
            told.addAndGet(10);
        }
    }

    @Arbiter
    public void afterwards(I_Result r) {
        r.r1 = told.get();
    }
}
