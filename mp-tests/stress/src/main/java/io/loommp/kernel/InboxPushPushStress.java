package io.loommp.kernel;

import io.loommp.Message;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two senders push at once: both entries are there, one behind the other, and exactly one sender wakes the runner. */
@JCStressTest
@Outcome(id = "1, 0, 2", expect = Expect.ACCEPTABLE, desc = "the first sender wakes")
@Outcome(id = "0, 1, 2", expect = Expect.ACCEPTABLE, desc = "the second sender wakes")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, or woken twice or never")
@State
public class InboxPushPushStress {
    private final Inbox inbox = new Inbox(true);

    @Actor
    public void one(III_Result r) {
        r.r1 = pushed();
    }

    @Actor
    public void other(III_Result r) {
        r.r2 = pushed();
    }

    private int pushed() {
        return inbox.push(new MessageEntry(Message.of("a"))) == Inbox.Pushed.WAKE ? 1 : 0;
    }

    @Arbiter
    public void afterwards(III_Result r) {
        for (Entry entry = inbox.take(); entry != null; entry = entry.next()) {
            r.r3++;
        }
    }
}
