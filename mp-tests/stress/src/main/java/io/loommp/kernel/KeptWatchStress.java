package io.loommp.kernel;

import io.loommp.PortId;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A thread asks again while the port ends where its watch still hangs: either the question is told, or it has another watch made. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "the watch serves the question, and tells it")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "it has fired before")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "it fires meanwhile, and tells the question as well")
@Outcome(expect = Expect.FORBIDDEN, desc = "it serves a question that is never told")
@State
public class KeptWatchStress {
    private final LocalPort target = StressKernel.port();
    private final ReplySlot slot = StressKernel.slot(() -> {}, true);
    private final LocalMonitor.ToSlot watch;

    public KeptWatchStress() {
        ReplySlot before = StressKernel.slot(() -> {}, true);
        watch = new LocalMonitor.ToSlot(StressKernel.port(), new PortId("stress", "p"), before, true);
        watch.hangsOn(target);
        target.watch(watch);
        before.giveUp();
        watch.questionOver();
    }

    @Actor
    public void asker(ZZ_Result r) {
        r.r1 = watch.goesOn(target, slot);
    }

    @Actor
    public void death() {
        target.end(StressKernel.reason("enough"), null);
    }

    @Arbiter
    public void afterwards(ZZ_Result r) {
        r.r2 = slot.isOver();
    }
}
