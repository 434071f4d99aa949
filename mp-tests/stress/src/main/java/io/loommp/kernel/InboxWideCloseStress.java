package io.loommp.kernel;

import io.loommp.Message;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** A push and a close at once in an inbox that has a word of its own: the entry is left to the closer, or refused. */
@JCStressTest
@Outcome(id = "QUEUED, true, REFUSED", expect = Expect.ACCEPTABLE, desc = "left to the closer")
@Outcome(id = "REFUSED, false, REFUSED", expect = Expect.ACCEPTABLE, desc = "too late")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, doubled, or open again")
@State
public class InboxWideCloseStress {
    private final Inbox inbox = StressKernel.almostWide();

    public InboxWideCloseStress() {
        inbox.take();
    }

    @Actor
    public void sender(LLL_Result r) {
        r.r1 = inbox.push(new MessageEntry(Message.of("a")));
    }

    @Actor
    public void closer(LLL_Result r) {
        r.r2 = inbox.close().oldest() != null;
    }

    @Arbiter
    public void afterwards(LLL_Result r) {
        r.r3 = inbox.push(new MessageEntry(Message.of("b")));
    }
}
