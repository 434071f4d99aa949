package io.loommp.kernel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A question is over while somebody asks for the name of its slot: it does not stay in the table. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "it is not there")
@Outcome(expect = Expect.FORBIDDEN, desc = "it stays there for ever")
@State
public class ReplySlotNameStress {
    private final ReplySlot slot = StressKernel.slot(() -> {}, true);

    @Actor
    public void asker() {
        slot.giveUp();
    }

    @Actor
    public void other() {
        slot.makeName();
    }

    @Arbiter
    public void afterwards(Z_Result r) {
        r.r1 = StressKernel.KERNEL.questions().find(slot.id().name()) != null;
    }
}
