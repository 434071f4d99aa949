package io.loommp.kernel;

import io.loommp.PortId;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A channel is closed by somebody else while its owner begins to wait for what comes there: the owner goes on. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "it saw that there is nothing to wait for, or is woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "it waits for ever")
@State
public class SideDoorCloseStress {
    private final LocalPort port = new LocalPort(
            StressKernel.KERNEL, new PortId("stress", "p"), LocalPort.Kind.THREAD, null, made -> new ElsewhereRunner());
    private final SideDoor door = SideDoor.open(port);
    private boolean waits; // the owner

    /** As that of a thread that is none of the actors. */
    private static final class ElsewhereRunner implements Runner {
        @Override
        public void wake(LocalPort woken) {}

        @Override
        public boolean endsAtOnce() {
            return true;
        }

        @Override
        public void stop(LocalPort stopped) {}

        @Override
        public boolean isCurrent(LocalPort asked) {
            return false;
        }
    }

    @Actor
    public void owner() {
        waits = !door.isClosed() && port.inbox().beginWait();
    }

    @Actor
    public void closer() {
        door.close();
    }

    @Arbiter
    public void afterwards(Z_Result r) {
        r.r1 = waits && port.inbox().isWaiting();
    }
}
