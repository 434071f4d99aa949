package io.loommp.readme;

// services: counter
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.service.NodeService;
import java.util.concurrent.atomic.AtomicLong;

public final class CounterService implements NodeService {
    @Override
    public String name() {
        return "counter";
    }

    @Override
    public String description() {
        return "counts; arguments: where to begin";
    }

    @Override
    public Port start(Node node, Message arguments) {
        long first = arguments.longInteger(0);
        Port port = node.port(p -> {
            AtomicLong next = new AtomicLong(first);
            p.on("next", question -> p.send(question.port(1), "is", next.getAndIncrement()));
        });
        node.register(name(), port);
        return port;
    }
}
// end
