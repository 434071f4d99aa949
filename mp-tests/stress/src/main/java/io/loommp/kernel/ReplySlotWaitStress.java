package io.loommp.kernel;

import io.loommp.Message;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A thread that is going to park for its reply, and the reply: it is woken if it parks, and only then. */
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "it parks, and is woken")
@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "it has seen the reply")
@Outcome(expect = Expect.FORBIDDEN, desc = "it parks for ever, or is woken for nothing")
@State
public class ReplySlotWaitStress {
    private final AtomicInteger told = new AtomicInteger();
    private final ReplySlot slot = StressKernel.slot(told::incrementAndGet, true);

    @Actor
    public void asker(ZI_Result r) {
        r.r1 = slot.beginWait();
    }

    @Actor
    public void deliverer() {
        slot.answer(Message.of("reply"));
    }

    @Arbiter
    public void afterwards(ZI_Result r) {
        r.r2 = told.get();
    }
}
