package io.loommp.kernel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** A port is added to those that count on a thread while that begins: one of both finds it, or it is told to get a thread. */
@JCStressTest
@Outcome(id = "true, true, false", expect = Expect.ACCEPTABLE, desc = "who added it found that none comes")
@Outcome(id = "true, false, true", expect = Expect.ACCEPTABLE, desc = "the thread that began found it")
@Outcome(id = "false, false, false", expect = Expect.ACCEPTABLE, desc = "no thread came any more: it gets its own")
@Outcome(expect = Expect.FORBIDDEN, desc = "it waits for nobody, or was found twice")
@State
public class WokenQueueStress {
    private static final LocalPort PORT = StressKernel.callbackPort();

    private final WokenQueue woken = new WokenQueue(1);

    public WokenQueueStress() {
        woken.comes();
    }

    @Actor
    public void waker(ZZZ_Result r) {
        r.r1 = woken.add(PORT);
        r.r2 = r.r1 && woken.forsaken() != null;
    }

    @Actor
    public void beginner(ZZZ_Result r) {
        woken.begun();
        r.r3 = woken.forsaken() != null;
    }
}
