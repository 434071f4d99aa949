package io.loommp.loom;

import io.loommp.KillReason;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.kernel.LocalPort;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A port is killed while its thread starts, or goes into a shield or out of it: it ends, and the shield holds. */
@JCStressTest
@Outcome(id = "untouched, ended", expect = Expect.ACCEPTABLE, desc = "the kill found it before, inside or behind")
@Outcome(expect = Expect.FORBIDDEN, desc = "an interrupt inside the shield, or a kill that was lost")
@State
public class ShieldKillStress {
    private static final Kernel KERNEL = Kernel.start(KernelConfig.of("shield"));

    private volatile boolean interruptedInside;
    private final LocalPort port = KERNEL.newPort(
            null, null, made -> new PortThread(made, Thread.ofVirtual().factory(), this::body));

    private void body(ThreadSelf self) throws Exception {
        self.shield(() -> {
            interruptedInside = Thread.currentThread().isInterrupted();
            Thread.onSpinWait();
            interruptedInside |= Thread.currentThread().isInterrupted();
            return true;
        });
        self.get();
    }

    @Actor
    public void starter() {
        ((PortThread) port.runner()).start(null);
    }

    @Actor
    public void killer() {
        port.kill(KillReason.of("killed"));
    }

    @Arbiter
    public void afterwards(LL_Result r) {
        try {
            port.terminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
            r.r2 = "ended";
        } catch (Exception e) {
            r.r2 = e.toString();
        }
        r.r1 = interruptedInside ? "interrupted" : "untouched";
    }
}
