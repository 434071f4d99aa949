package io.loommp.examples;

import io.loommp.PortId;
import io.loommp.loom.Changes;
import io.loommp.loom.ThreadSelf;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for what others offer. */
final class Lookup {
    private Lookup() {}

    // tutorial: lookup
    /** The first port of a family; waits until there is one. */
    static PortId first(ThreadSelf self, String family) {
        try (Changes<@Nullable Object> changes = self.database().changes(family)) {
            while (true) {
                Set<String> keys = changes.receive().all().keySet();
                if (!keys.isEmpty()) {
                    return PortId.of(keys.iterator().next());
                }
            }
        }
    }
    // end
}
