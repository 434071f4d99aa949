package io.loommp.kernel;

import io.loommp.Message;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A sender pushes twice while the runner takes: the runner sees whole entries, oldest first. The result is how many
 * entries it found, and how many of their messages and depths were as they had been written.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing yet")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "one")
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "both")
@Outcome(expect = Expect.FORBIDDEN, desc = "an entry that is not whole")
@State
public class InboxPublicationStress {
    private final Inbox inbox = new Inbox(false);

    @Actor
    public void sender() {
        inbox.push(new MessageEntry(Message.of("a", 1)));
        inbox.push(new MessageEntry(Message.of("b", 2)));
    }

    @Actor
    public void runner(II_Result r) {
        int depth = 1;
        for (Entry entry = inbox.take(); entry != null; entry = entry.next()) {
            r.r1++;
            if (entry instanceof MessageEntry e && e.message().integer(1) == depth && e.depth() == depth) {
                r.r2++;
            }
            depth++;
        }
    }
}
