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

/** A sender waits for the room that a reader makes: it gets in, no wake-up is lost. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "it got in")
@Outcome(expect = Expect.FORBIDDEN, desc = "room was made that nobody got")
@State
public class RoomStress {
    private final Room room = new Room(
            new PortId("stress", "p"),
            new MailboxBound(1, Duration.ofSeconds(10)),
            StressKernel.KERNEL.timers(),
            Parking.system());
    private final MessageEntry only = room.admit(Message.of("a"), true);

    @Actor
    public void sender(Z_Result r) {
        try {
            room.admit(Message.of("b"), true);
            r.r1 = true;
        } catch (MailboxFull e) {
            r.r1 = false;
        }
    }

    @Actor
    public void reader() {
        only.take();
    }
}
