package io.loommp.kernel;

import io.loommp.PortId;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** A name is registered while another node spawns a port under it: what is sent there must not go to the wrong one. */
@JCStressTest
@Outcome(id = "true, false, false", expect = Expect.ACCEPTABLE, desc = "spawned; the name was refused")
@Outcome(id = "false, true, true", expect = Expect.ACCEPTABLE, desc = "registered; the spawn was refused")
@Outcome(id = "false, false, false", expect = Expect.ACCEPTABLE, desc = "each saw the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "a spawned port hides a registered name")
@State
public class NameSpawnStress {
    private final PortId id = StressKernel.KERNEL.newId("");
    private final LocalPort holder = StressKernel.port();

    @Actor
    public void spawner(ZZZ_Result r) {
        r.r1 = StressKernel.KERNEL.startPort(id, new ControlEntry() {
            @Override
            protected void run(LocalPort port) {
                port.onMessage(message -> {});
            }
        });
    }

    @Actor
    public void registrar(ZZZ_Result r) {
        try {
            StressKernel.KERNEL.registry().bind(id.name(), holder);
            r.r2 = true;
        } catch (IllegalStateException taken) {
            r.r2 = false;
        }
    }

    @Arbiter
    public void afterwards(ZZZ_Result r) {
        r.r3 = StressKernel.KERNEL.registry().holder(id.name()) == holder;
        StressKernel.KERNEL.registry().unbind(id.name());
        StressKernel.KERNEL.killLocal(id.name(), StressKernel.reason("over"));
    }
}
