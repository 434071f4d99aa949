package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A port begins to trap exits while one comes: it ends, or has a message. */
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "trapped")
@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "it came before, and ended the port")
@Outcome(expect = Expect.FORBIDDEN, desc = "both, or neither")
@State
public class ExitTrapStress {
    private final LocalPort port = StressKernel.port();

    @Actor
    public void trapper() {
        port.trapExits(exit -> Message.of("exit"));
    }

    @Actor
    public void exit() {
        port.kill(KillReason.exit("please"));
    }

    @Arbiter
    public void afterwards(ZI_Result r) {
        r.r1 = port.isLive();
        r.r2 = port.inbox().size();
    }
}
