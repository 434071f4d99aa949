package io.loommp.kernel;

import io.loommp.KillReason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Somebody asks for the end while the port's code returns: the stage is completed, whoever was first. */
@JCStressTest
@Outcome(id = "normal", expect = Expect.ACCEPTABLE, desc = "completed")
@Outcome(expect = Expect.FORBIDDEN, desc = "never completed")
@State
public class TerminatedStress {
    private final LocalPort port = StressKernel.port();
    private volatile @Nullable CompletableFuture<KillReason> asked;

    @Actor
    public void runner() {
        port.end(KillReason.normal(), null);
        port.ended();
    }

    @Actor
    public void asker() {
        asked = port.terminated().toCompletableFuture();
    }

    @Arbiter
    public void afterwards(L_Result r) {
        CompletableFuture<KillReason> future = asked;
        try {
            r.r1 = future == null
                    ? "not asked"
                    : future.get(10, TimeUnit.SECONDS).toString();
        } catch (Exception e) {
            r.r1 = e.toString();
        }
    }
}
