package io.loommp.kernel;

import io.loommp.Message;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/** A sender pushes while the runner begins to wait: a wait that begins is always ended by the sender. */
@JCStressTest
@Outcome(id = "true, true, WAKE", expect = Expect.ACCEPTABLE, desc = "it waited; the sender wakes it")
@Outcome(id = "false, true, QUEUED", expect = Expect.ACCEPTABLE, desc = "it saw the entry and did not wait")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost wake-up, or a lost entry")
@State
public class InboxWaitStress {
    private final Inbox inbox = new Inbox(false);

    @Actor
    public void runner(ZZL_Result r) {
        r.r1 = inbox.beginWait();
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
