package io.loommp.net.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.kernel.Unread;
import io.loommp.testing.Latches;
import io.loommp.testkit.FakeTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Our kernel in the place of the recorded client: its users do what makes each recorded packet, and what the server said
 * comes to the ports and the monitors that it was for.
 */
final class ClientPlace implements AutoCloseable {
    private static final String LOST = "Unexpected end-of-file";

    /** How long a watch is kept for the next one to use, before {@code mon0} says that it is over. */
    private static final Duration LINGERING = Duration.ofSeconds(10);

    /** A watch on a port of the server. */
    private record Watch(Monitor monitor, BlockingQueue<KillReason> told) {}

    private final Recording.Connection recorded;
    private final FakeTimers time = new FakeTimers();
    private final Kernel kernel;
    private final WiretapLink server;
    private final Unread.Account account;
    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    private final Map<String, Port> ports = new HashMap<>();
    private final Map<String, Watch> watches = new HashMap<>();
    private final Map<String, String> ourNames = new HashMap<>(); // of the ports that the client named

    ClientPlace(Recording.Connection recorded) {
        this.recorded = recorded;
        kernel = Kernel.start(KernelConfig.of(recorded.clientNode()).withTimers(id -> time.view()));
        server = new WiretapLink(recorded.serverNode(), recorded.framing("c2s"));
        account = kernel.unread().open(recorded.serverNode());
        recorded.packets("c2s").flatMap(item -> item.value().toList().stream()).forEach(this::makeIfPort);
    }

    private void makeIfPort(@Nullable Object element) {
        if (element instanceof String text && text.startsWith(recorded.clientNode() + '#')) {
            String name = PortId.of(text).name();
            ports.computeIfAbsent(name, n -> {
                Port port = kernel.port(p -> p.onMessage(
                        m -> received.add(Message.of(n).with(m.toList().toArray()))));
                kernel.register(n, port);
                return port;
            });
        }
    }

    /** The users do all that the client's did, and all comes that the server said. Returns how many packets were compared. */
    int play() {
        assertThat(kernel.linkUp(server, "recorded")).isTrue();
        int compared = 0;
        for (Recording.Item item : recorded.items()) {
            if (!item.isPacket() || Departures.isPlayedElsewhere(item.value())) {
                continue;
            }
            if (item.direction().equals("c2s")) {
                act(item.value());
                assertThat(server.next()).isEqualTo(inOurNames(item.value()));
                compared++;
            } else {
                receive(inOurNames(recorded.read(item)));
            }
        }
        kernel.linkDown(server, LOST);
        watches.values()
                .forEach(watch -> assertThat(Latches.next(watch.told))
                        .isEqualTo(new KillReason.TransportError(recorded.serverNode(), LOST)));
        assertThat(server.isSilent()).as("nothing but what was recorded").isTrue();
        assertThat(received).as("nothing but what was recorded").isEmpty();
        return compared;
    }

    private Message inOurNames(Message packet) {
        List<@Nullable Object> elements = new ArrayList<>(packet.toList());
        elements.replaceAll(element -> element instanceof String text ? ourNames.getOrDefault(text, text) : element);
        return Message.fromList(elements);
    }

    // ---- what the recorded program did ----

    /** Does what makes the client say this. */
    private void act(Message packet) {
        Message rest = Message.fromList(inOurNames(packet).from(1));
        PortId to = new PortId(recorded.serverNode(), inOurNames(packet).string(0));
        if (!to.isNodePort()) {
            kernel.send(to, rest);
            return;
        }
        switch (rest.tag()) {
            case "mon1" -> watch(rest.string(1));
            case "mon0" -> {
                assertThat(taken(rest.string(1)).monitor.cancel()).isTrue();
                time.advance(LINGERING);
            }
            case "kil1" -> kernel.kill(new PortId(to.node(), rest.string(1)), KillReason.fromList(rest.from(2)));
            case "kil0" -> Objects.requireNonNull(ports.get(rest.string(1))).kill(KillReason.fromList(rest.from(2)));
            case "AnyEvent::MP::_spawn" -> {
                PortId spawned = kernel.spawn(to, rest.string(2), rest.from(3).toArray());
                ourNames.put(rest.string(1), spawned.name());
                ourNames.put(new PortId(to.node(), rest.string(1)).toString(), spawned.toString());
            }
            default -> kernel.send(to, rest);
        }
    }

    private void watch(String port) {
        BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();
        Monitor monitor = kernel.onEnd(new PortId(recorded.serverNode(), port), told::add);
        watches.put(port, new Watch(monitor, told));
    }

    private Watch taken(String port) {
        return Objects.requireNonNull(watches.remove(port), port);
    }

    private void receive(Message packet) {
        kernel.receive(server, packet.string(0), Message.fromList(packet.from(1)), account, 1);
        if (!packet.string(0).isEmpty()) {
            assertThat(Latches.next(received)).isEqualTo(packet);
        } else if (packet.string(1).equals("kil0")) {
            assertThat(Latches.next(taken(packet.string(2)).told)).isEqualTo(KillReason.fromList(packet.from(3)));
        }
    }

    @Override
    public void close() {
        kernel.close();
    }
}
