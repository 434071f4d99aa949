package io.loommp.net.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.kernel.Unread;
import io.loommp.spi.Link;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The scene of {@code pair_json.json} with our node in the place of alpha: what beta sent is fed to it, and what it
 * answers is what the real alpha answered: monitors, kills, reasons, the end of a port that was never there.
 *
 * <p>Left out are the database, which {@link RecordedDatabaseTest} plays, and spawn, time, can, snd and eval, whose answers
 * depend on the moment, on the program, or on Perl.
 */
@Timeout(30)
class RecordedSceneTest {
    private static final String SCENE_PORT = "8BXOngq9vb";
    private static final Set<String> SERVED = Set.of("mon1", "mon0", "kil1", "kil0");

    private final Kernel alpha = Kernel.start(KernelConfig.of("alpha"));
    private final WiretapLink beta = new WiretapLink();
    private final Unread.Account account = alpha.unread().open("beta");
    private final Queue<String> victimNames = new ArrayDeque<>();

    @Test
    void ourNodeInThePlaceOfAlpha_answersBetaAsAlphaDid() throws InterruptedException {
        Recording.Connection recorded =
                Recording.read("pair_json").connections().get(0);
        recorded.packets("s2c")
                .map(Recording.Item::value)
                .filter(value -> value.size() > 2 && value.string(1).equals("made"))
                .forEach(value -> victimNames.add(value.port(2).name()));
        assertThat(victimNames).hasSize(5);
        alpha.register(SCENE_PORT, alpha.port(this::scene));
        assertThat(alpha.linkUp(beta, "recorded")).isTrue();

        for (Recording.Item item : recorded.items()) {
            if (!item.isPacket() || !isPartOfTheScene(item.value())) {
                continue;
            }
            if (item.direction().equals("c2s")) {
                receive(item.value());
            } else {
                assertThat(beta.sent.poll(5, TimeUnit.SECONDS)).isEqualTo(item.value());
            }
        }

        alpha.linkDown(beta, "Unexpected end-of-file");
        assertThat(beta.sent).as("nothing but what was recorded").isEmpty();
        alpha.close();
    }

    private void receive(Message packet) {
        String port = packet.string(0);
        alpha.receive(beta, port, Message.fromList(packet.from(1)), account, 1);
        if (port.isEmpty() && packet.string(1).equals("kil0")) {
            await().atMost(Duration.ofSeconds(5)).until(() -> monme.equals(KillReason.of("local", "died here")));
        }
    }

    private boolean isPartOfTheScene(Message packet) {
        if (packet.size() < 2) {
            return false;
        }
        if (!packet.string(0).isEmpty()) {
            return packet.string(0).equals(SCENE_PORT)
                    || victimsMade.contains(packet.string(0))
                    || List.of("pong", "made").contains(packet.string(1));
        }
        if (!SERVED.contains(packet.string(1))) {
            return false;
        }
        String port = packet.string(2);
        return !port.startsWith("LU2N7KmwJT") && !port.equals("8iY2jlzxrb"); // those have to do with spawned ports
    }

    // ---- what the recorded program did at alpha ----

    private final Set<String> victimsMade = new ConcurrentSkipListSet<>();
    private volatile KillReason monme = KillReason.normal();

    private void scene(CallbackPort p) {
        p.on("test", m -> p.send(m.port(2), "pong", m.value(1)));
        p.on("mk", m -> {
            String name = victimNames.remove();
            victimsMade.add(name);
            Port victim = alpha.port(this::victim);
            alpha.register(name, victim);
            p.send(m.port(1), "made", new PortId("alpha", name));
        });
        p.on("monme", m -> p.onEnd(m.port(1), why -> monme = why));
        p.on("quit", m -> {}); // the recorded program exited here, and its kernel with it
        p.onMessage(m -> {});
    }

    private void victim(CallbackPort p) {
        p.on("norm", m -> p.kill(p, KillReason.normal()));
        p.on("why", m -> p.kill(p, KillReason.fromList(m.from(1))));
        p.on("boom", m -> {
            throw new IllegalStateException("victim dies: boom\n");
        });
    }

    /** A link that keeps what is sent over it. */
    private static final class WiretapLink implements Link {
        final BlockingQueue<Message> sent = new LinkedBlockingQueue<>();

        @Override
        public String node() {
            return "beta";
        }

        @Override
        public boolean send(String port, Message message) {
            return post(port, message);
        }

        @Override
        public boolean post(String port, Message message) {
            return sent.add(Message.of(port)
                    .with(message.toList().stream()
                            .map(element -> element instanceof PortId id ? id.toString() : element)
                            .toArray()));
        }

        @Override
        public void close(String why) {
            throw new AssertionError("closed: " + why);
        }
    }
}
