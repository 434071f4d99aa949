package io.loommp.examples;

import io.loommp.Node;
import io.loommp.Port;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Standard input, as lines that are sent to a port. */
final class Keyboard {
    private Keyboard() {}

    // tutorial: keyboard
    /** Sends each line that is typed to a port, until that ends; /quit and the end of the input end the port. */
    static void readInto(Port port, Node node) {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Thread.ofPlatform().daemon().start(() -> {
            in.lines().takeWhile(line -> !line.equals("/quit")).forEach(line -> node.send(port, new Chat.Typed(line)));
            port.kill();
        });
    }
    // end
}
