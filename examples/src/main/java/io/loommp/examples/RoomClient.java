package io.loommp.examples;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.net.Nodes;

/** A client of the chat with virtual connections. Argument: the nick. */
public final class RoomClient {
    private RoomClient() {}

    public static void main(String[] args) throws Exception {
        try (Node node = Nodes.start()) {
            Port client = ThreadPorts.spawn(node, self -> chat(self, args[0]));
            Keyboard.readInto(client, node);
            KillReason why = client.terminated().toCompletableFuture().join();
            System.out.println("bye (" + why + ")");
        }
    }

    // tutorial: roomclient
    private static void chat(ThreadSelf self, String nick) {
        PortId node = Lookup.first(self, RoomServer.NODES);
        PortId room = self.spawn(node, RoomServer.ENTER, self, nick);
        self.monitor(room, why -> new Chat.Lost(room, why));
        while (true) {
            switch (self.next(Chat.ToClient.class)) {
                case Chat.Typed(var text) -> self.send(room, "say", text);
                case Chat.Heard(var text) -> System.out.println(text);
                case Chat.Lost(var lost, var why) -> throw new IllegalStateException("disconnected (" + why + ")");
            }
        }
    }
    // end
}
