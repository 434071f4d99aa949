package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** An exit races with a kill at a port that traps exits: the kill is the reason. */
@JCStressTest
@Outcome(id = "kill", expect = Expect.ACCEPTABLE, desc = "killed; the exit was a message, before or too late")
@Outcome(expect = Expect.FORBIDDEN, desc = "an exit that was trapped has ended it")
@State
public class ExitKillStress {
    private final LocalPort port = StressKernel.port();

    public ExitKillStress() {
        port.trapExits(exit -> Message.of("exit"));
    }

    @Actor
    public void exit() {
        port.kill(KillReason.exit("please"));
    }

    @Actor
    public void killer() {
        port.kill(KillReason.of("kill"));
    }

    @Arbiter
    public void afterwards(L_Result r) {
        KillReason reason = port.endReason();
        r.r1 = reason == null ? "lives" : reason.toList().getFirst();
    }
}
