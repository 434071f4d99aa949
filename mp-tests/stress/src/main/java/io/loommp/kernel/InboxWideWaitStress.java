package io.loommp.kernel;

import io.loommp.Message;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/** A wait and a close at once in an inbox that has a word of its own: whoever waits is known to the closer. */
@JCStressTest
@Outcome(id = "true, true, REFUSED", expect = Expect.ACCEPTABLE, desc = "wait, close")
@Outcome(id = "false, false, REFUSED", expect = Expect.ACCEPTABLE, desc = "close; no wait")
@Outcome(expect = Expect.FORBIDDEN, desc = "a wait that nobody ends, or open again")
@State
public class InboxWideWaitStress {
    private final Inbox inbox = StressKernel.almostWide();

    public InboxWideWaitStress() {
        inbox.take();
    }

    @Actor
    public void runner(ZZL_Result r) {
        r.r1 = inbox.beginWait();
    }

    @Actor
    public void closer(ZZL_Result r) {
        r.r2 = inbox.close().runnerWaited();
    }

    @Arbiter
    public void afterwards(ZZL_Result r) {
        r.r3 = inbox.push(new MessageEntry(Message.of("b")));
    }
}
