package io.loommp.kernel;

import io.loommp.Address;
import io.loommp.Message;
import io.loommp.PortId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Names on other nodes: requests that only nodes of LoomMP answer.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> as a send.
 */
final class RemoteNames {
    static final String WHEREIS = "loommp::whereis";
    static final String REGISTER = "loommp::register";
    static final String UNREGISTER = "loommp::unregister";

    private final Kernel kernel;

    RemoteNames(Kernel kernel) {
        this.kernel = kernel;
    }

    CompletionStage<PortId> register(String name, PortId port, Duration timeout) {
        if (port.isNodePort()) {
            throw new IllegalArgumentException("a node port cannot be given a name: " + port);
        }
        return ask(port, timeout, slot -> Message.of(REGISTER, Names.checked(name), port, slot))
                .thenApply(reply -> {
                    String refusal = reply.string(0);
                    if (!refusal.isEmpty()) {
                        throw new IllegalStateException(
                                "node %s does not register \"%s\": %s".formatted(port.node(), name, refusal));
                    }
                    return new PortId(port.node(), name);
                });
    }

    CompletionStage<Boolean> unregister(Address where, String name, Duration timeout) {
        return ask(where, timeout, slot -> Message.of(UNREGISTER, Names.checked(name), slot))
                .thenApply(reply -> reply.bool(0));
    }

    CompletionStage<Optional<PortId>> whereis(Address where, String name, Duration timeout) {
        return ask(where, timeout, slot -> Message.of(WHEREIS, Names.checked(name), slot))
                .thenApply(reply -> reply.has(0) ? Optional.of(reply.port(0)) : Optional.empty());
    }

    private CompletionStage<Message> ask(Address where, Duration timeout, Function<PortId, Message> question) {
        return kernel.ask(new PortId(where.id().node(), ""), timeout, question);
    }
}
