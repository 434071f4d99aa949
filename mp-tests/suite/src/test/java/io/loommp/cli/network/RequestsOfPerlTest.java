package io.loommp.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.net.recorded.Recording;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the commands ask of nodes of AnyEvent::MP, and what they make of the answers: each request is one that was recorded,
 * with arguments of the same kinds, and the node that is played here answers as the recorded one did.
 */
@Timeout(60)
class RequestsOfPerlTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** The first arguments of a request, whose kinds are fixed; behind them are those of a message. */
    private static final java.util.Map<String, Integer> FIXED = java.util.Map.of(
            "snd", 1, "eval", 2, "mon1", 1, "mon0", 1, "kil0", 1, "g_slave", 0, "g_find", 1, "g_mon1", 1, "g_upd", 1);

    private static final String PORT = "8BXOngq9vb"; // the recorded program's
    private static final List<Recording.Connection> RECORDED =
            Recording.read("pair_json").connections();

    private PerlNode perl;
    private Node node;

    @BeforeEach
    void start() throws IOException {
        perl = new PerlNode("alpha").port(PORT, (from, message) -> {
            if (message.hasTag("test")) {
                from.say(message.port(2).name(), "pong", message.value(1));
            }
        });
        node = Nodes.start(NodeConfig.builder()
                .nodeId("loommp/host/%u")
                .secret(Secret.of(PerlNode.SECRET))
                .seed(perl.address())
                .build());
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(perl.unknown()).as("requests that a Perl node does not know").isEmpty();
        assertThat(perl.heard()).isNotEmpty().allSatisfy(this::wasRecorded);
        node.close();
        perl.close();
    }

    /** Whether a recorded node has asked the same, with arguments of the same kinds. */
    private void wasRecorded(Message packet) {
        if (!packet.string(0).isEmpty() || packet.size() == 1) {
            return; // a message, or nothing
        }
        Set<List<String>> shapes = RECORDED.stream()
                .flatMap(connection -> connection.items().stream())
                .filter(Recording.Item::isPacket)
                .map(Recording.Item::value)
                .filter(recorded -> recorded.size() > 1 && recorded.string(0).isEmpty())
                .map(RequestsOfPerlTest::shape)
                .collect(Collectors.toSet());
        assertThat(shapes).as("as %s was", packet).contains(shape(packet));
    }

    private static List<String> shape(Message request) {
        List<String> shape = new ArrayList<>(List.of(request.string(1)));
        int fixed = FIXED.getOrDefault(request.string(1), 0);
        request.from(2).stream()
                .limit(fixed)
                .map(value ->
                        value instanceof String text && text.contains("#") ? "port" : value == null ? "null" : "text")
                .forEach(shape::add);
        return shape;
    }

    @Test
    void sndIsConfirmedByTheRelayToTheAsker() throws Exception {
        assertThat(Sent.send(node, new PortId("alpha", PORT), Message.of("hello", "12"), LIMIT))
                .isEqualTo(new Sent.Confirmed());
        assertThat(perl.heard()).contains(Message.of(PORT, "hello", "12"));
    }

    @Test
    void sndToAPortThatIsNotThereFails_withWhatTheNodeSays() throws Exception {
        assertThat(Sent.send(node, PortId.of("alpha#nosuchport"), Message.of("hello"), LIMIT))
                .isEqualTo(new Sent.Failed(
                        new KillReason.NoSuchPort("cannot monitor nonexistent port", "alpha#nosuchport")));
    }

    @Test
    void sndToAPortThatEndsByTheMessageIsConfirmed() throws Exception {
        perl.port("victim", (from, message) -> perl.end("victim", "custom", "text", 5));
        assertThat(Sent.send(node, PortId.of("alpha#victim"), Message.of("why"), LIMIT))
                .isEqualTo(new Sent.Confirmed());
    }

    @Test
    void sndToANodeIsARequest() throws Exception {
        assertThat(Sent.send(node, PortId.of("alpha"), Message.of("devnull", 1), LIMIT))
                .isEqualTo(new Sent.Confirmed());
        assertThat(perl.heard()).contains(Message.of("", "devnull", 1));
    }

    @Test
    void sndToANodeThatNobodyKnowsFails() throws Exception {
        assertThat(Sent.send(node, PortId.of("nobody#port"), Message.of("hello"), Duration.ofSeconds(30)))
                .isInstanceOfSatisfying(
                        Sent.Failed.class,
                        failed -> assertThat(failed.reason()).isInstanceOf(KillReason.TransportError.class));
    }

    @Test
    void sndToANodeThatSaysNothingIsNotConfirmed() throws Exception {
        PerlNode deaf = new PerlNode("deaf");
        try (deaf) {
            deaf.port("p", (from, message) -> deaf.stopsListening());
            perl.knows(deaf);
            assertThat(Sent.send(node, PortId.of("deaf#p"), Message.of("hello"), Duration.ofMillis(500)))
                    .isEqualTo(new Sent.Unconfirmed());
        }
    }

    @Test
    void calAppendsThePortOfTheReply_asRecorded() {
        Message reply = node.ask(new PortId("alpha", PORT), LIMIT, Message.of("test", 123))
                .toCompletableFuture()
                .join();
        assertThat(reply).isEqualTo(Message.of("pong", 123));
        assertThat(perl.heard()).anySatisfy(packet -> {
            assertThat(packet.toList()).startsWith(PORT, "test", 123).hasSize(4);
            assertThat(packet.port(3).node()).isEqualTo(node.id());
        });
    }

    @Test
    void traceWalksThroughAllNodes_breadthFirst() throws Exception {
        try (PerlNode beta = new PerlNode("beta");
                PerlNode gamma = new PerlNode("gamma")) {
            perl.knows(beta).knows(gamma).pretendsToBeConnectedWith("beta", "lost");
            beta.pretendsToBeConnectedWith("alpha", "gamma");
            gamma.pretendsToBeConnectedWith("beta");
            List<NetworkWalk.Stop> stops = new ArrayList<>();
            new NetworkWalk(node, Duration.ofSeconds(15)).from(List.of("alpha"), stops::add);
            assertThat(stops).extracting(NetworkWalk.Stop::id).containsExactly("alpha", "beta", "lost", "gamma");
            assertThat(stops.get(0).neighbours()).containsExactly("beta", "lost");
            assertThat(stops.get(1).neighbours()).containsExactly("alpha", "gamma");
            assertThat(stops.get(2).failure()).contains("transport_error: lost");
            assertThat(stops.get(3).neighbours()).containsExactly("beta");
            assertThat(beta.unknown()).isEmpty();
            assertThat(gamma.unknown()).isEmpty();
        }
        assertThat(perl.heard())
                .anySatisfy(packet -> assertThat(packet.toList())
                        .startsWith("", "eval", "AnyEvent::MP::Kernel::up_nodes")
                        .hasSize(4));
    }

    @Test
    void traceSaysWhatANodeAnswersInsteadOfItsNeighbours() throws Exception {
        List<NetworkWalk.Stop> stops = new ArrayList<>();
        perl.refusesToEvaluate();
        new NetworkWalk(node, Duration.ofSeconds(15)).from(List.of("alpha"), stops::add);
        assertThat(stops).containsExactly(new NetworkWalk.Stop("alpha", List.of(), "remote execution not allowed"));
    }
}
