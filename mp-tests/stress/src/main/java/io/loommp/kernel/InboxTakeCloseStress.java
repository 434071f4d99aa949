package io.loommp.kernel;

import io.loommp.Message;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** A take and a close at once: one of them gets the entry, and the take does not open what was closed. */
@JCStressTest
@Outcome(id = "true, false, REFUSED", expect = Expect.ACCEPTABLE, desc = "taken")
@Outcome(id = "false, true, REFUSED", expect = Expect.ACCEPTABLE, desc = "left to the closer")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, doubled, or open again")
@State
public class InboxTakeCloseStress {
    private final Inbox inbox = new Inbox(false);

    public InboxTakeCloseStress() {
        inbox.push(new MessageEntry(Message.of("a")));
    }

    @Actor
    public void runner(LLL_Result r) {
        r.r1 = inbox.take() != null;
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
