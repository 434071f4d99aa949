package io.loommp.examples;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.net.Nodes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A client of the chat. Arguments: the nick, and for how many seconds it looks for a server (60). */
public final class ChatClient {
    private final ThreadSelf self;
    private final String nick;
    private final Duration patience;

    private ChatClient(ThreadSelf self, String nick, Duration patience) {
        this.self = self;
        this.nick = nick;
        this.patience = patience;
    }

    // tutorial: clientmain
    public static void main(String[] args) throws Exception {
        Duration patience = Duration.ofSeconds(args.length > 1 ? Long.parseLong(args[1]) : 60);
        try (Node node = Nodes.start()) {
            Port client = ThreadPorts.spawn(node, self -> new ChatClient(self, args[0], patience).chat());
            Keyboard.readInto(client, node);
            KillReason why = client.terminated().toCompletableFuture().join();
            System.out.println("bye (" + why + ")");
        }
    }
    // end

    // tutorial: chatclient
    private void chat() {
        while (true) {
            PortId server = findServer();
            System.out.println("connected to " + server.node());
            KillReason why = talk(server);
            System.out.println("disconnected (" + why + ")");
            pause();
        }
    }

    private KillReason talk(PortId server) {
        self.monitor(server, why -> new Chat.Lost(server, why));
        self.send(server, new Chat.Join(self.id(), nick));
        while (true) {
            switch (self.next(Chat.ToClient.class)) {
                case Chat.Typed(var text) -> self.send(server, new Chat.Say(self.id(), text));
                case Chat.Heard(var text) -> System.out.println(text);
                case Chat.Lost(var lost, var why) -> {
                    return why;
                }
            }
        }
    }
    // end

    // tutorial: findserver
    private PortId findServer() {
        Instant giveUp = Instant.now().plus(patience);
        while (true) {
            List<String> servers = self.database()
                    .readKeys(Chat.SERVERS, Duration.ofSeconds(1))
                    .orElse(List.of());
            if (!servers.isEmpty()) {
                return PortId.of(servers.getFirst());
            }
            if (Instant.now().isAfter(giveUp)) {
                throw new IllegalStateException("no server found for " + patience.toSeconds() + " s");
            }
            pause();
        }
    }

    /** Waits a second. What is typed meanwhile is not kept for a server that may come: it may be late by then. */
    private void pause() {
        self.receive(Chat.Typed.class, Duration.ofSeconds(1))
                .ifPresent(line -> System.out.println("not sent, there is no server: " + line.text()));
    }
    // end
}
