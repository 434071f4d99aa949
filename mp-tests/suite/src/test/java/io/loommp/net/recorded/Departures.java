package io.loommp.net.recorded;

import io.loommp.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where our node in a recorded place is not held to what was recorded, each with the reason. */
final class Departures {
    private final Map<String, String> spawned = new HashMap<>(); // the recorded ports, and by which functions

    /** Of this connection. */
    Departures(Recording.Connection recorded) {
        recorded.packets("c2s")
                .map(Recording.Item::value)
                .filter(packet -> isRequest(packet, "AnyEvent::MP::_spawn"))
                .forEach(packet -> spawned.put(packet.string(2), packet.string(3)));
    }

    static boolean isRequest(Message packet, String name) {
        return packet.size() > 1
                && packet.string(0).isEmpty()
                && packet.string(1).equals(name);
    }

    /** The database: it has its own users and times, which {@link RecordedDatabaseTest} plays. */
    static boolean isPlayedElsewhere(Message packet) {
        return packet.size() > 1
                && packet.string(0).isEmpty()
                && packet.string(1).startsWith("g_");
    }

    /** The recorded program told how Perl keeps a text, as octets or characters: no Java program can. */
    static boolean isOfPerlAlone(Message packet) {
        return packet.size() > 1 && packet.string(1).equals("describe");
    }

    /** What the server's place says where the recorded server said this. */
    Message ours(Message recorded) {
        if (recorded.size() > 2 && recorded.string(1).equals("e")) {
            // eval: we evaluate nothing, and say what a node of AnyEvent::MP says that is secure
            return Message.of(recorded.string(0), "e", "remote execution not allowed");
        }
        if (isRequest(recorded, "kil0") && recorded.size() > 3 && spawned.containsKey(recorded.string(2))) {
            return end(recorded, spawned.get(recorded.string(2)));
        }
        return recorded;
    }

    /** A start function that failed, or is not there: Perl says that there is no port, we say what happened. */
    private static Message end(Message recorded, @Nullable String function) {
        if (!"no_such_port".equals(recorded.value(3))) {
            return recorded;
        }
        String text = "Scene::crash".equals(function) ? ServerPlace.CRASH : "there is no function " + function;
        return Message.of("", "kil0", recorded.value(2), "die", text);
    }

    /** The answer to {@code time} has the number of the moment: all but that is compared. */
    static Message withoutMoment(Message packet) {
        if (packet.size() == 3 && packet.string(1).equals("t") && packet.value(2) instanceof Number) {
            return Message.fromList(List.of(packet.string(0), "t"));
        }
        return packet;
    }
}
