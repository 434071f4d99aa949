package io.loommp.cli.service;

import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.MessageHandler;
import io.loommp.MessageShapeException;
import io.loommp.Monitor;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.manage.LogText;
import io.loommp.service.NodeService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A room where people talk. It remembers the nick of each client by its port, which it monitors: who has gone has left.
 *
 * <pre>
 *   client                          room
 *   join, client, nick     ------&gt;
 *                          &lt;------  joined, nick, [nicks of all], topic   to all, the new one too; or: refused, why
 *   say, client, text      ------&gt;
 *                          &lt;------  said, nick, text                      to all
 *   leave, client          ------&gt;
 *                          &lt;------  left, nick, why                       to all who stay
 *                          &lt;------  closing                               when the room closes
 * </pre>
 *
 * <p><b>Limits:</b> 1,000 clients; nicks of 40 characters, texts of 4,000.
 */
public final class ChatService implements NodeService {
    private static final Logger LOG = LoggerFactory.getLogger(ChatService.class);
    private static final int CLIENTS_MAX = 1_000;
    private static final int NICK_MAX = 40;
    private static final int TEXT_MAX = 4_000;

    @Override
    public String name() {
        return "chat";
    }

    @Override
    public String description() {
        return "a room where people talk; arguments: {\"topic\": \"...\"} or none";
    }

    @Override
    public Port start(Node node, Message arguments) {
        String topic = "";
        if (arguments.has(0)) {
            Object given = arguments.map(0).get("topic");
            if (arguments.size() > 1 || arguments.map(0).size() > 1 || !(given instanceof String text)) {
                throw new IllegalArgumentException(
                        "it takes {\"topic\": \"...\"} and nothing else, and is given " + arguments);
            }
            topic = text;
        }
        String said = topic;
        return Offered.as(name(), node, node.port(p -> new Room(p, said).open()));
    }

    /** Somebody in the room. */
    private record Client(String nick, Monitor watch) {}

    /** The room; all of it runs in the context of its port. */
    private static final class Room {
        private final CallbackPort self;
        private final String topic;
        private final Map<PortId, Client> clients = new LinkedHashMap<>();

        Room(CallbackPort self, String topic) {
            this.self = self;
            this.topic = topic;
        }

        void open() {
            on("join", m -> join(m.port(1), m.string(2)));
            on("say", m -> say(m.port(1), m.string(2)));
            on("leave", m -> leave(m.port(1), "left"));
            on("closing", m -> close());
            self.onMessage(m -> {}); // whoever sends what this room does not know is not its end
            self.trapExits(exit -> Message.of("closing"));
        }

        private void on(String tag, MessageHandler handler) {
            self.on(tag, message -> {
                try {
                    handler.handle(message);
                } catch (MessageShapeException e) {
                    LOG.info("drops a message of a strange shape: {}", LogText.escape(String.valueOf(e.getMessage())));
                }
            });
        }

        private void join(PortId client, String nick) {
            String why = whyNot(client, nick);
            if (why != null) {
                self.send(client, "refused", why);
                return;
            }
            clients.put(client, new Client(nick, self.onEnd(client, reason -> leave(client, words(reason)))));
            toAll("joined", nick, nicks(), topic);
        }

        private @Nullable String whyNot(PortId client, String nick) {
            if (nick.isBlank() || nick.length() > NICK_MAX) {
                return "a nick has 1 to " + NICK_MAX + " characters";
            }
            Client present = clients.get(client);
            if (present != null) {
                return "you are " + present.nick() + " already";
            }
            if (nicks().contains(nick)) {
                return "there is " + nick + " already";
            }
            return clients.size() >= CLIENTS_MAX ? "there are too many here" : null;
        }

        private void say(PortId client, String text) {
            Client speaker = clients.get(client);
            if (speaker == null) {
                self.send(client, "refused", "join first");
            } else if (text.length() > TEXT_MAX) {
                self.send(client, "refused", "a text has at most " + TEXT_MAX + " characters");
            } else {
                toAll("said", speaker.nick(), text);
            }
        }

        private void leave(PortId client, String why) {
            Client gone = clients.remove(client);
            if (gone != null) {
                gone.watch().cancel();
                toAll("left", gone.nick(), why);
            }
        }

        private List<String> nicks() {
            return clients.values().stream().map(Client::nick).toList();
        }

        private static String words(KillReason reason) {
            return reason.isNormal() ? "left" : reason.toString();
        }

        private void close() {
            toAll("closing");
            self.kill(self);
        }

        private void toAll(Object... message) {
            Message said = Message.of(message);
            List.copyOf(clients.keySet()).forEach(client -> self.send(client, said));
        }
    }
}
