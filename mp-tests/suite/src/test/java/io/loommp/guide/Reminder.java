package io.loommp.guide;

import io.loommp.Address;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.loom.ThreadPorts;
import java.time.Duration;

// guide: reminder
/** Asks a clerk for a receipt, three times at most, and tells a client what came of it. */
final class Reminder {
    private Reminder() {}

    static Port start(Node node, Address clerk, Address client) {
        return ThreadPorts.spawn(node, self -> {
            for (int attempt = 1; attempt <= 3; attempt++) {
                self.send(clerk, "receipt", self);
                if (self.get("receipt", Duration.ofSeconds(10)).isPresent()) {
                    self.send(client, "done", attempt);
                    return;
                }
            }
            self.send(client, "gave_up");
        });
    }
}
// end
