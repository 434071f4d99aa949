package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZLI_Result;

/**
 * A reply, the end of the one who is asked, and the deadline: one of them is the outcome, and it is told once. Each pair has a
 * test of its own, since a test with three actors does not run where there are two cores.
 */
public class ReplySlotStress {
    private final AtomicInteger told = new AtomicInteger();

    /** The slot that two race for. */
    final ReplySlot slot = StressKernel.slot(told::incrementAndGet, false);

    /** What has become of the question, and how often that was told. */
    void look(ZLI_Result r) {
        boolean replied = slot.reply() != null;
        boolean failed = slot.failure() != null;
        r.r2 = replied && failed ? "both" : replied ? "reply" : failed ? "failed" : slot.isOver() ? "given up" : "open";
        r.r3 = told.get();
    }

    /** A reply and the deadline. */
    @JCStressTest
    @Outcome(id = "true, reply, 1", expect = Expect.ACCEPTABLE, desc = "the reply was first")
    @Outcome(id = "false, given up, 1", expect = Expect.ACCEPTABLE, desc = "the deadline was first")
    @Outcome(expect = Expect.FORBIDDEN, desc = "two outcomes, or one that is not told, or told twice")
    @State
    public static class ReplyAndDeadline extends ReplySlotStress {
        @Actor
        public void deliverer(ZLI_Result r) {
            r.r1 = slot.answer(Message.of("reply"));
        }

        @Actor
        public void deadline() {
            slot.giveUp();
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            look(r);
        }
    }

    /** A reply and the end of the one who is asked. */
    @JCStressTest
    @Outcome(id = "true, reply, 1", expect = Expect.ACCEPTABLE, desc = "the reply was first")
    @Outcome(id = "false, failed, 1", expect = Expect.ACCEPTABLE, desc = "the end was first")
    @Outcome(expect = Expect.FORBIDDEN, desc = "two outcomes, or one that is not told, or told twice")
    @State
    public static class ReplyAndEnd extends ReplySlotStress {
        @Actor
        public void deliverer(ZLI_Result r) {
            r.r1 = slot.answer(Message.of("reply"));
        }

        @Actor
        public void death() {
            slot.fail(KillReason.of("failed"));
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            look(r);
        }
    }

    /** The deadline and the end of the one who is asked; a reply that comes behind is too late. */
    @JCStressTest
    @Outcome(id = "false, failed, 1", expect = Expect.ACCEPTABLE, desc = "the end was first")
    @Outcome(id = "false, given up, 1", expect = Expect.ACCEPTABLE, desc = "the deadline was first")
    @Outcome(expect = Expect.FORBIDDEN, desc = "two outcomes, or one that is not told, or told twice")
    @State
    public static class DeadlineAndEnd extends ReplySlotStress {
        @Actor
        public void death(ZLI_Result r) {
            slot.fail(KillReason.of("failed"));
            r.r1 = slot.answer(Message.of("reply"));
        }

        @Actor
        public void deadline() {
            slot.giveUp();
        }

        @Arbiter
        public void afterwards(ZLI_Result r) {
            look(r);
        }
    }
}
