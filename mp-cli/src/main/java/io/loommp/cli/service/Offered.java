package io.loommp.cli.service;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import java.util.function.Function;

/** How services of this package are found, and the shape of those that answer questions. */
final class Offered {
    private Offered() {}

    /** Makes a port findable under the name of its service: on its node, and in the family of that name in the database. */
    static Port as(String name, Node node, Port port) {
        node.register(name, port);
        node.database().register(name, port);
        return port;
    }

    /**
     * A port that answers each question, a message whose last element is the port that waits for the answer, as {@code cal}
     * sends it. What is no question is dropped.
     */
    static Port answering(String name, Node node, Function<Message, Message> answer) {
        Port port = node.port(p -> p.onMessage(message -> {
            int last = message.size() - 1;
            if (isPort(message, last)) {
                PortId asker = message.port(last);
                p.send(asker, answer.apply(Message.fromList(message.toList().subList(0, last))));
            }
        }));
        return as(name, node, port);
    }

    private static boolean isPort(Message message, int index) {
        return index >= 0
                && (message.value(index) instanceof PortId
                        || (message.value(index) instanceof String text && text.indexOf('#') > 0));
    }

    /** @throws IllegalArgumentException if a service is given something that takes nothing */
    static void none(Message arguments) {
        if (arguments.size() > 0) {
            throw new IllegalArgumentException("it takes no arguments, and is given " + arguments);
        }
    }
}
