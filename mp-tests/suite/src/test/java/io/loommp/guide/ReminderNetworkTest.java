package io.loommp.guide;

import io.loommp.Node;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.LoomTest;
import io.loommp.testkit.Probe;
import io.loommp.testkit.TestNetwork;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@LoomTest(fakeTime = true)
class ReminderNetworkTest {
    // guide: network
    @Test
    void givesUpWhenNothingArrives(Node office, Node archive, TestNetwork network, FakeTimers time) {
        Probe clerk = Probe.on(archive);
        Probe client = Probe.on(office);
        network.connect(office, archive);
        network.blackhole(office, archive); // nothing arrives, and nobody is told
        Reminder.start(office, clerk, client);

        time.advance(Duration.ofSeconds(30));
        client.expectMessage("gave_up");
        clerk.expectNothing();
        network.heal(office, archive); // what was under way arrives now
        clerk.expectAll("receipt", "receipt", "receipt");
    }
    // end
}
