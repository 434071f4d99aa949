package io.loommp.kernel;

import io.loommp.Message;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/** A sender pushes while the runner's time runs out: the runner gives up only when nothing has come, and nothing is lost. */
@JCStressTest
@Outcome(id = "true, true, QUEUED", expect = Expect.ACCEPTABLE, desc = "the time was up first; the entry waits")
@Outcome(id = "false, true, WAKE", expect = Expect.ACCEPTABLE, desc = "the entry was first")
@Outcome(expect = Expect.FORBIDDEN, desc = "a wake-up for one who gave up, or a lost entry")
@State
public class InboxEndWaitStress {
    private final Inbox inbox = new Inbox(true);

    @Actor
    public void runner(ZZL_Result r) {
        r.r1 = inbox.endWait();
    }

    @Actor
    public void sender(ZZL_Result r) {
        r.r3 = inbox.push(new MessageEntry(Message.of("a")));
    }

    @Arbiter
    public void afterwards(ZZL_Result r) {
        r.r2 = inbox.take() != null;
    }
}
