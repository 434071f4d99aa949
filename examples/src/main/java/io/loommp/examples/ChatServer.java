package io.loommp.examples;

import static io.loommp.supervise.Tree.oneForOne;

import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.net.Nodes;
import io.loommp.supervise.Supervisor;
import java.util.LinkedHashMap;
import java.util.Map;

/** The server of the chat. */
public final class ChatServer {
    private final ThreadSelf self;
    private final Map<PortId, String> nicks = new LinkedHashMap<>();

    private ChatServer(ThreadSelf self) {
        this.self = self;
    }

    // tutorial: chatmain
    public static void main(String[] args) throws Exception {
        try (Node node = Nodes.start()) {
            Supervisor.start(
                    node,
                    oneForOne("chat")
                            .child("server", s -> ThreadPorts.spawn(node, self -> new ChatServer(self).serve())));
            node.awaitShutdown();
        }
    }
    // end

    // tutorial: chatserver
    private void serve() {
        self.database().register(Chat.SERVERS, self);
        System.out.println("server ready");
        while (true) {
            switch (self.next(Chat.ToServer.class)) {
                case Chat.Join(var client, var nick) -> {
                    nicks.put(client, nick);
                    self.monitor(client, why -> new Chat.Left(client, why));
                    tell(nick + " joins");
                }
                case Chat.Say(var client, var text) -> {
                    if (nicks.containsKey(client)) {
                        tell(nicks.get(client) + ": " + text);
                    }
                }
                case Chat.Left(var client, var why) -> tell(nicks.remove(client) + " leaves (" + why + ")");
            }
        }
    }

    private void tell(String line) {
        System.out.println("relaying: " + line);
        nicks.keySet().forEach(client -> self.send(client, new Chat.Heard(line)));
    }
    // end
}
