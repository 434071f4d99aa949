package io.loommp.net.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.kernel.Unread;
import io.loommp.testing.Latches;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Our kernel in the place of the recorded server, with what the recorded program did there. */
final class ServerPlace implements AutoCloseable {
    /** What the start function says that fails. */
    static final String CRASH = "crashed in its start";

    private final Recording.Connection recorded;
    private final Departures departures;
    private final Kernel kernel;
    private final WiretapLink client;
    private final Unread.Account account;
    private final Queue<String> victimNames = new ArrayDeque<>();
    private final BlockingQueue<KillReason> ends = new LinkedBlockingQueue<>();

    ServerPlace(Recording.Connection recorded) {
        this.recorded = recorded;
        departures = new Departures(recorded);
        kernel = Kernel.start(KernelConfig.of(recorded.serverNode()));
        client = new WiretapLink(recorded.clientNode(), recorded.framing("s2c"));
        account = kernel.unread().open(recorded.clientNode());
        answers("made").forEach(made -> victimNames.add(made.port(2).name()));
        kernel.register(programPort(), kernel.port(this::program));
        kernel.function("Scene::init", ServerPlace::spawned);
        kernel.function("Scene::crash", (self, args) -> {
            throw new IllegalStateException(CRASH);
        });
    }

    /** The first port of the server that is sent something. */
    private String programPort() {
        return recorded.packets("c2s")
                .map(item -> item.value().string(0))
                .filter(port -> !port.isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private List<Message> answers(String tag) {
        return recorded.packets("s2c")
                .map(Recording.Item::value)
                .filter(packet -> packet.size() > 2 && packet.string(1).equals(tag))
                .toList();
    }

    /** What the client sent comes, and what the server said has to be said. Returns how many packets were compared. */
    int play() {
        assertThat(kernel.linkUp(client, "recorded")).isTrue();
        int compared = 0;
        for (Recording.Item item : recorded.items()) {
            if (!item.isPacket()
                    || Departures.isPlayedElsewhere(item.value())
                    || Departures.isOfPerlAlone(item.value())) {
                continue;
            }
            if (item.direction().equals("c2s")) {
                receive(recorded.read(item));
            } else {
                Message said = departures.ours(item.value());
                assertThat(Departures.withoutMoment(client.next())).isEqualTo(Departures.withoutMoment(said));
                compared++;
            }
        }
        kernel.linkDown(client, "Unexpected end-of-file");
        assertThat(client.isSilent()).as("nothing but what was recorded").isTrue();
        return compared;
    }

    private void receive(Message packet) {
        kernel.receive(client, packet.string(0), Message.fromList(packet.from(1)), account, 1);
        if (Departures.isRequest(packet, "kil0")) {
            assertThat(Latches.next(ends)).isEqualTo(KillReason.fromList(packet.from(3)));
        }
    }

    @Override
    public void close() {
        kernel.close();
    }

    // ---- what the recorded programs did ----

    private void program(CallbackPort p) {
        p.on("test", m -> p.send(m.port(2), "pong", m.value(1)));
        p.on("mk", m -> {
            String name = victimNames.remove();
            Port victim = kernel.port(ServerPlace::victim);
            kernel.register(name, victim);
            p.send(m.port(1), "made", new PortId(kernel.id(), name));
        });
        p.on("monme", m -> p.onEnd(m.port(1), ends::add));
        p.on("quit", m -> {}); // the recorded program exited here, and its kernel with it
        p.on(
                "echo",
                m -> p.send(m.port(1), Message.of("echo_reply").with(m.from(2).toArray())));
        p.on(
                "types",
                m -> p.send(m.port(1), "types", answers("types").getFirst().value(2)));
    }

    private static void victim(CallbackPort p) {
        p.on("norm", m -> p.kill(p, KillReason.normal()));
        p.on("why", m -> p.kill(p, KillReason.fromList(m.from(1))));
        p.on("boom", m -> {
            throw new IllegalStateException("victim dies: boom\n");
        });
    }

    private static void spawned(CallbackPort p, List<@Nullable Object> args) {
        Message given = Message.fromList(args);
        p.dependOn(given.port(0));
        p.on(
                "q",
                m -> p.send(
                        m.port(1),
                        Message.of("answer", "spawned").with(given.from(1).toArray())));
        p.on("stop", m -> p.kill(p, KillReason.of("done", "stopping")));
    }
}
