package io.loommp.kernel;

import io.loommp.Message;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The owner takes an entry while its sender looks how deep it stood, and how much waits in all. */
@JCStressTest
@Outcome(
        id = {"1, 0", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "it stands there, or does no longer")
@Outcome(expect = Expect.FORBIDDEN, desc = "it never stood so deep, or more waits than was ever sent")
@State
public class InboxSizeStress {
    private final Inbox inbox = new Inbox(false);

    @Actor
    public void sender(II_Result r) {
        MessageEntry entry = new MessageEntry(Message.of("a"));
        inbox.push(entry);
        r.r1 = entry.depth();
        r.r2 = inbox.size();
    }

    @Actor
    public void owner() {
        inbox.take();
    }
}
