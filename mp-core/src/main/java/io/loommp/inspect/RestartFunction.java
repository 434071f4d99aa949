package io.loommp.inspect;

import io.loommp.PortId;
import io.loommp.Self;
import io.loommp.kernel.Kernel;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code loommp::restart}: has whoever runs the node start it again, if it was started by somebody who does that. */
final class RestartFunction implements Served {
    private final Kernel kernel;

    RestartFunction(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public Set<String> known() {
        return Set.of();
    }

    @Override
    public @Nullable Map<String, @Nullable Object> serve(Self self, PortId asker, Options options) throws Refusal {
        Runnable restart = kernel.restart();
        if (restart == null) {
            throw Refusal.unwatched(kernel.id());
        }
        Answer.ok(self, asker, Map.of()); // before the node begins to end
        restart.run();
        return null;
    }
}
