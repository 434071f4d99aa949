package io.loommp.guide;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.LoomTest;
import io.loommp.testkit.Probe;
import java.time.Duration;
import org.junit.jupiter.api.Test;

// guide: test
@LoomTest(fakeTime = true)
class ReminderTest {
    @Test
    void asksAgainAfterTenSeconds(Node office, FakeTimers time) {
        Probe clerk = Probe.on(office);
        Probe client = Probe.on(office);
        Port reminder = Reminder.start(office, clerk, client);
        client.watch(reminder);

        clerk.expect("receipt");
        time.advance(Duration.ofSeconds(10).minusNanos(1));
        clerk.expectNothing();
        time.advance(Duration.ofNanos(1)); // returns when the reminder has asked again
        PortId reply = clerk.expect("receipt").port(1);

        office.send(reply, "receipt");
        client.expectMessage("done", 2);
        client.expectEnd(reminder, KillReason.normal());
    }
}
// end
