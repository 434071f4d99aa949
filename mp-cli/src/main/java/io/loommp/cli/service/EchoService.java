package io.loommp.cli.service;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.service.NodeService;
import java.util.function.Function;

/** Answers with what it is asked: to see whether messages go there and back. */
public final class EchoService implements NodeService {
    @Override
    public String name() {
        return "echo";
    }

    @Override
    public String description() {
        return "answers with what it was asked; no arguments";
    }

    @Override
    public Port start(Node node, Message arguments) {
        Offered.none(arguments);
        return Offered.answering(name(), node, Function.identity());
    }
}
