package io.loommp.inspect;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.Self;
import io.loommp.kernel.LocalPort;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a node service answers: {@code ok} and a map, or {@code error}, a word for programs, and a text for people.
 *
 * <p><b>Blocking:</b> never, or one asker who takes nothing would keep all others waiting; whoever asks for more than he takes
 * loses his connection.
 */
final class Answer {
    static final String OK = "ok";
    static final String ERROR = "error";

    private Answer() {}

    static void ok(Self self, PortId asker, Map<String, @Nullable Object> values) {
        try {
            send(self, asker, Message.of(OK, values));
        } catch (IllegalArgumentException e) { // must not be the end of the function's port
            refuse(self, asker, Refusal.unwritable());
        }
    }

    static void refuse(Self self, PortId asker, Refusal refusal) {
        send(self, asker, Message.of(ERROR, refusal.code(), refusal.text()));
    }

    private static void send(Self self, PortId asker, Message answer) {
        LocalPort port = LocalPort.of(self);
        port.kernel().answer(port, asker, answer);
    }
}
