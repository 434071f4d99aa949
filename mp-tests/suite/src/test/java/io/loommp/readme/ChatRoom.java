package io.loommp.readme;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Ref;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

final class ChatRoom {
    private ChatRoom() {}

    // readme: chat
    sealed interface Chat {}

    record Join(PortId client, String nick) implements Chat {}

    record Say(String nick, String text) implements Chat {}

    record Gone(PortId client, KillReason why) implements Chat {}

    record Quiet() implements Chat {}

    static void serve(ThreadSelf self) {
        Map<PortId, String> nicks = new HashMap<>();
        while (true) {
            switch (self.next(Chat.class, Duration.ofSeconds(30), new Quiet())) {
                case Join(var client, var nick) -> {
                    nicks.put(client, nick);
                    self.monitor(client, why -> new Gone(client, why));
                }
                case Say say -> nicks.keySet().forEach(client -> self.send(client, say));
                case Gone(var client, var why) -> System.out.println(nicks.remove(client) + " has left: " + why);
                case Quiet() -> System.out.println("nobody speaks");
            }
        }
    }
    // end

    public static void main(String[] args) throws Exception {
        try (Node node = LocalNodes.start("example")) {
            Port port = ThreadPorts.spawn(node, ChatRoom::serve);
            Ref<Chat> room = port.ref(Chat.class);
            String heard = ThreadPorts.call(node, self -> {
                self.send(room, new Join(self.id(), "ann"));
                self.send(room, new Say("bob", "hello"));
                return listen(self);
            });
            System.out.println(heard);
            port.eval(() -> "it has come to this").toCompletableFuture().join(); // so it has told who left
        }
    }

    private static String listen(ThreadSelf self) {
        // readme: select
        String outcome = self.select(r -> r.on("exit", m -> "bye")
                .on(Say.class, say -> say.nick() + " says " + say.text())
                .when(m -> m.size() > 10, m -> "long")
                .after(Duration.ofSeconds(30), "idle"));
        // end
        return outcome;
    }
}
