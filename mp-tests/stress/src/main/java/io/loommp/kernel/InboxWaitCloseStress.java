package io.loommp.kernel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A wait that begins and a close at once: the closer knows of a runner that waits, and no runner waits on a closed inbox. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "it waited; the closer knows")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "it saw the close")
@Outcome(expect = Expect.FORBIDDEN, desc = "a runner that nobody wakes")
@State
public class InboxWaitCloseStress {
    private final Inbox inbox = new Inbox(false);

    @Actor
    public void runner(LL_Result r) {
        r.r1 = inbox.beginWait();
    }

    @Actor
    public void closer(LL_Result r) {
        r.r2 = inbox.close().runnerWaited();
    }
}
