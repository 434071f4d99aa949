package io.loommp.kernel;

import io.loommp.Message;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The owner puts an entry aside while its sender looks how deep it stands, and how much waits in all. */
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 1", "1, 0", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "it stood there, or does no longer")
@Outcome(expect = Expect.FORBIDDEN, desc = "a time was taken for a number of entries")
@State
public class InboxSizeStress {
    private static final long MILLIS = 1_234_567;

    private final Inbox inbox = new Inbox(false);

    @Actor
    public void sender(II_Result r) {
        MessageEntry entry = new MessageEntry(Message.of("a"));
        inbox.push(entry);
        r.r1 = Math.max(0, entry.depth());
        r.r2 = inbox.size();
    }

    @Actor
    public void owner() {
        if (inbox.take() instanceof MessageEntry taken) {
            taken.stamp(MILLIS);
        }
    }
}
