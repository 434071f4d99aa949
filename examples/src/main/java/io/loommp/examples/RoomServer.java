package io.loommp.examples;

import io.loommp.CallbackPort;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.net.Nodes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A chat whose server has no port of its own: each client has one made for itself there. */
public final class RoomServer {
    /** The family of the database in which the nodes of servers are found. */
    static final String NODES = "chat_nodes";

    /** The function that begins the port of a client, as other nodes name it. */
    static final String ENTER = "room::enter";

    // tutorial: room
    private final Set<PortId> clients = ConcurrentHashMap.newKeySet();

    public static void main(String[] args) throws Exception {
        try (Node node = Nodes.start()) {
            Port room = new RoomServer().open(node);
            System.out.println("server ready");
            room.terminated().toCompletableFuture().join();
        }
    }

    /** Says that there is a room on this node, for as long as the port lives that this returns. */
    Port open(Node node) {
        node.function(ENTER, this::enter);
        return node.port(p -> p.onMessage(message -> {}).own(node.database().set(NODES, node.id())));
    }

    private void enter(CallbackPort self, List<@Nullable Object> args) {
        PortId client = Message.fromList(args).port(0);
        String nick = Message.fromList(args).string(1);
        clients.add(client);
        self.onEnd(client, why -> {
            clients.remove(client);
            tell(self, nick + " leaves (" + why + ")");
            self.kill(self);
        });
        tell(self, nick + " enters");
        self.on("say", message -> tell(self, nick + ": " + message.string(1)));
    }

    private void tell(CallbackPort self, String line) {
        System.out.println("relaying: " + line);
        clients.forEach(client -> self.send(client, new Chat.Heard(line)));
    }
    // end
}
