package io.loommp.inspect;

import io.loommp.CallbackPort;
import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.Monitor;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Self;
import io.loommp.spi.ConfinedTo;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code loommp::bench}: makes a port to measure with, which ends with the port of the asker. It sends back what comes as
 * {@code [echo, port, payload]}, takes in {@code [sink, payload]}, and to {@code [count, port]} says how many those were.
 */
final class BenchPorts implements Served {
    private static final int PORTS_MAX = 16;

    @ConfinedTo("the function's port")
    private final Map<PortId, Open> ports = new HashMap<>();

    private record Open(Port port, Monitor watch) {
        void end() {
            boolean ignored = watch.cancel();
            port.kill();
        }
    }

    @Override
    public Set<String> known() {
        return Set.of();
    }

    @Override
    public Map<String, @Nullable Object> serve(Self self, PortId asker, Options options) throws Refusal {
        end(asker);
        if (ports.size() >= PORTS_MAX) {
            throw Refusal.busy("there are %d ports to measure with already".formatted(PORTS_MAX));
        }
        Port port = self.port(new Bench()::setUp);
        Open open = new Open(port, self.onEnd(asker, why -> end(asker)));
        ports.put(asker, open);
        self.onEnd(port, why -> ports.remove(asker, open));
        return Map.of("port", port.id().toString());
    }

    private void end(PortId asker) {
        Open open = ports.remove(asker);
        if (open != null) {
            open.end();
        }
    }

    @Override
    public void stop() {
        ports.values().forEach(Open::end);
        ports.clear();
    }

    /** One of them. */
    private static final class Bench {
        @ConfinedTo("its port")
        private long taken;

        void setUp(CallbackPort self) {
            self.on("sink", message -> taken++);
            self.on("echo", message -> answer(self, message, "echo", message.has(2) ? message.value(2) : null));
            self.on("count", message -> answer(self, message, "count", taken));
            self.onMessage(message -> {}); // what is nothing of that is no reason to end
        }

        /** To a port of the node that asks, and nowhere else (security S23). */
        private static void answer(CallbackPort self, Message question, String tag, @Nullable Object value) {
            PortId to = portAt(question);
            if (to != null && !to.isNodePort() && to.node().equals(self.origin())) {
                self.send(to, tag, value);
            }
        }

        private static @Nullable PortId portAt(Message question) {
            try {
                return question.port(1);
            } catch (MessageShapeException e) {
                return null;
            }
        }
    }
}
