package io.loommp.cli.service;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.service.NodeService;
import org.jspecify.annotations.Nullable;

/** Answers with each text of the question spelt backwards. */
public final class ReverseService implements NodeService {
    @Override
    public String name() {
        return "reverse";
    }

    @Override
    public String description() {
        return "answers with each text of the question spelt backwards; no arguments";
    }

    @Override
    public Port start(Node node, Message arguments) {
        Offered.none(arguments);
        return Offered.answering(
                name(),
                node,
                question -> Message.fromList(
                        question.toList().stream().map(ReverseService::reversed).toList()));
    }

    private static @Nullable Object reversed(@Nullable Object element) {
        return element instanceof String text
                ? new StringBuilder(text).reverse().toString()
                : element;
    }
}
