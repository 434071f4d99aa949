package io.loommp.kernel;

import io.loommp.Message;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIL_Result;

/** A close while the runner takes so many that the inbox gets a word of its own: one has them all, and closed stays closed. */
@JCStressTest
@Outcome(id = "64, 0, REFUSED", expect = Expect.ACCEPTABLE, desc = "taken")
@Outcome(id = "0, 64, REFUSED", expect = Expect.ACCEPTABLE, desc = "left to the closer")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, doubled, or open again")
@State
public class InboxWidenCloseStress {
    private final Inbox inbox = StressKernel.almostWide();

    @Actor
    public void runner(IIL_Result r) {
        r.r1 = StressKernel.length(inbox.take());
    }

    @Actor
    public void closer(IIL_Result r) {
        r.r2 = StressKernel.length(inbox.close().oldest());
    }

    @Arbiter
    public void afterwards(IIL_Result r) {
        r.r3 = inbox.push(new MessageEntry(Message.of("b")));
    }
}
