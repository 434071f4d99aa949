package io.loommp.kernel;

import io.loommp.MailboxBound;
import io.loommp.MailboxFull;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.spi.Parking;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Room is made in the moment when the one who waits for it gives up: either he has it, or the next one can have it. */
@JCStressTest
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "he got it")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "he had given up")
@Outcome(expect = Expect.FORBIDDEN, desc = "room for two, or for nobody")
@State
public class RoomGiveUpStress {
    private final Room room = new Room(
            new PortId("stress", "p"),
            new MailboxBound(1, Duration.ofNanos(1)),
            StressKernel.KERNEL.timers(),
            Parking.system());
    private final MessageEntry only = room.admit(Message.of("a"), true);

    private boolean admitted(boolean mayWait) {
        try {
            MessageEntry ignored = room.admit(Message.of("b"), mayWait);
            return true;
        } catch (MailboxFull e) {
            return false;
        }
    }

    @Actor
    public void sender(ZZ_Result r) {
        r.r1 = admitted(true);
    }

    @Actor
    public void reader() {
        only.take();
    }

    @Arbiter
    public void afterwards(ZZ_Result r) {
        r.r2 = admitted(false);
    }
}
