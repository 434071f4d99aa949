package io.loommp.kernel;

import io.loommp.Message;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/** A push while the runner takes so many that the inbox gets a word of its own: the entry is taken now, or stands there. */
@JCStressTest
@Outcome(id = "true, 65, 0", expect = Expect.ACCEPTABLE, desc = "before the take")
@Outcome(id = "true, 64, 1", expect = Expect.ACCEPTABLE, desc = "behind the take")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost or doubled")
@State
public class InboxWidenPushStress {
    private final Inbox inbox = StressKernel.almostWide();

    @Actor
    public void runner(ZII_Result r) {
        r.r2 = StressKernel.length(inbox.take());
    }

    @Actor
    public void sender(ZII_Result r) {
        r.r1 = inbox.push(new MessageEntry(Message.of("a"))) == Inbox.Pushed.QUEUED;
    }

    @Arbiter
    public void afterwards(ZII_Result r) {
        r.r3 = StressKernel.length(inbox.take());
    }
}
