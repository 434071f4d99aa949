package io.loommp.inspect;

import io.loommp.PortId;
import io.loommp.Self;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a node service answers: {@code ok} and a map, or {@code error}, a word for programs, and a text for people. */
final class Answer {
    static final String OK = "ok";
    static final String ERROR = "error";

    private Answer() {}

    static void ok(Self self, PortId asker, Map<String, @Nullable Object> values) {
        self.send(asker, OK, values);
    }

    static void refuse(Self self, PortId asker, Refusal refusal) {
        self.send(asker, ERROR, refusal.code(), refusal.text());
    }
}
