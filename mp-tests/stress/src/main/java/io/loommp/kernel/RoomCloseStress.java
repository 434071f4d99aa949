package io.loommp.kernel;

import io.loommp.MailboxBound;
import io.loommp.MailboxFull;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.spi.Parking;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A port with a full mailbox ends while somebody begins to wait for room: nobody waits for a port that has ended. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "the sender goes on, and finds it out")
@Outcome(expect = Expect.FORBIDDEN, desc = "it waited in vain")
@State
public class RoomCloseStress {
    private final Room room = new Room(
            new PortId("stress", "p"),
            new MailboxBound(1, Duration.ofSeconds(10)),
            StressKernel.KERNEL.timers(),
            Parking.system());

    public RoomCloseStress() {
        MessageEntry ignored = room.admit(Message.of("fills it"), true);
    }

    @Actor
    public void sender(Z_Result r) {
        try {
            MessageEntry ignored = room.admit(Message.of("b"), true);
            r.r1 = true;
        } catch (MailboxFull e) {
            r.r1 = false;
        }
    }

    @Actor
    public void end() {
        room.close();
    }
}
