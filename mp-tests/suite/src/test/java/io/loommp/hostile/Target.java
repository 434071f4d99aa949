package io.loommp.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.net.Credentials;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The node that is attacked: what there is in it to be harmed, and whether it was. */
final class Target implements AutoCloseable {
    /** So long may a handshake take. */
    static final Duration HANDSHAKE = Duration.ofSeconds(3);

    /** A packet may be so long. */
    static final int PACKET_BYTES_MAX = 64 * 1024;

    /** So many strangers may come from one address. */
    static final int STRANGERS_PER_ADDRESS = 64;

    /** And so many in all. */
    static final int STRANGERS = 256;

    /** So soon is to be over what is over at once; a good handshake takes less. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    private static final String KEEP_ALIVE = "\\[\"\",\"mon1\",\"~alive\\w+\"]";
    private static final String SECRET = "a secret of more than sixteen octets";

    private final ServerSocket silentSeed = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final @Nullable RawTls tls;
    private final Node node;
    private final Port canary;
    private final List<Message> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger ids = new AtomicInteger();
    private final List<RawNode> helpers = new ArrayList<>();
    private final RawNode third;
    private State before;

    /** What must be the same after an attack as it was before. */
    private record State(Set<PortId> ports, List<String> names, int calls, List<Message> heard) {}

    /** One that has nothing but the secret, and keeps the database of its network. */
    static Target global() throws IOException {
        return new Target(null).makeGlobal();
    }

    /** One that has the secret and a certificate, and keeps the database of its network. */
    static Target withCertificate(String pem) throws IOException {
        return new Target(pem).makeGlobal();
    }

    /** One that nobody tells which nodes there are not: its seed never says anything. */
    static Target alone() throws IOException {
        return new Target(null);
    }

    private Target(@Nullable String pem) throws IOException {
        tls = pem == null ? null : RawTls.of(pem);
        NodeConfig.Builder config = NodeConfig.builder()
                .nodeId("target")
                .secret(Secret.of(SECRET))
                .bind("127.0.0.1:0")
                .seed("127.0.0.1:" + silentSeed.getLocalPort())
                .monitorTimeout(Duration.ofMinutes(5)) // nobody here answers whether he is alive
                .packetBytesMax(PACKET_BYTES_MAX)
                .handshakeDeadline(HANDSHAKE)
                .writeProgressDeadline(HANDSHAKE)
                .outboundHighWaterBytes(256 * 1024)
                .outboundBytesMax(1024 * 1024)
                .handshakingMax(STRANGERS)
                .handshakingPerAddressMax(STRANGERS_PER_ADDRESS);
        if (pem != null) {
            config.cert(Credentials.ofPem(pem));
            config.handshakeDeadline(HANDSHAKE.multipliedBy(4)); // the first of a process takes a while
        }
        node = Nodes.start(config.build());
        canary = node.port(p -> p.on("are you well", m -> p.send(m.port(1), "I am"))
                .on("reply", m -> p.send(m.port(1), "a reply"))
                .on("watch", m -> p.onEnd(m.port(1), why -> heard.add(Message.of("ended", why))))
                .onMessage(heard::add));
        node.register("canary", canary);
        node.export("Target::call", (self, args) -> calls.incrementAndGet());
        node.function("Target::start", (self, args) -> {
            calls.incrementAndGet();
            self.onMessage(m -> {});
        });
        third = ready("json", "third");
        before = state();
    }

    private Target makeGlobal() throws IOException {
        third.say(RawNode.json("", "g_slave"));
        while (!third.heard().contains(RawNode.json("", "g_global"))) {
            third.probe();
        }
        return this;
    }

    Node node() {
        return node;
    }

    String address() {
        return node.addresses().getFirst();
    }

    String secret() {
        return SECRET;
    }

    PortId canary() {
        return canary.id();
    }

    RawNode third() {
        return third;
    }

    /** A connection on which nothing was said yet. */
    RawNode connect() throws IOException {
        return keep(RawNode.connect(address()));
    }

    /** Keeps a connection that an attack needs until it is over. */
    RawNode keep(RawNode helper) {
        helpers.add(helper);
        return helper;
    }

    /** An attacker that has the secret, under an id of its own. */
    RawNode ready(String framing) throws IOException {
        return keep(ready(framing, newId()));
    }

    RawNode ready(String framing, String id) throws IOException {
        return tls == null
                ? RawNode.ready(address(), id, SECRET, framing)
                : RawNode.connect(address()).makeReady(id, tls);
    }

    String newId() {
        return "attacker-" + ids.incrementAndGet();
    }

    /** A text in which names stand for what there is: $me, $target, $canary and $third. */
    String fill(String text, String me) {
        return text.replace("$me", me)
                .replace("$target", node.id())
                .replace("$canary", canary.id().name())
                .replace("$third", third.id());
    }

    private boolean isGlobal() {
        return third.heard().contains("g_global");
    }

    private State state() {
        return new State(new HashSet<>(node.ports()), node.names(canary), calls.get(), List.copyOf(heard));
    }

    /** Does what an attack does, and looks at what came of it. */
    void suffer(Attack attack) throws IOException {
        long ignored = node.statistics().ignoredRequests();
        try (RawNode attacker = attack.run().against(this)) {
            switch (attack.outcome()) {
                case CLOSED -> expectClosed(attacker, LIMIT);
                case CLOSED_IN_TIME -> throw new IllegalArgumentException("takes its time: " + attack);
                case OPEN -> expectOpen(attacker);
                case IGNORED -> {
                    expectOpen(attacker);
                    await().atMost(LIMIT).until(() -> node.statistics().ignoredRequests() > ignored);
                }
            }
            expectUnharmed();
        } finally {
            closeHelpers();
        }
    }

    /** Suffers those that end when their time is over; it is the same for all. */
    void sufferSlowOnes(List<Attack> attacks) throws IOException {
        List<RawNode> attackers = new ArrayList<>();
        try {
            for (Attack attack : attacks) {
                attackers.add(attack.run().against(this));
            }
            long deadline = System.nanoTime() + HANDSHAKE.plus(LIMIT).toNanos();
            for (int i = 0; i < attacks.size(); i++) {
                Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
                assertThat(attackers.get(i).isClosedWithin(left))
                        .as(attacks.get(i).toString())
                        .isTrue();
            }
            expectUnharmed();
        } finally {
            closeHelpers();
        }
    }

    private void closeHelpers() throws IOException {
        for (RawNode helper : helpers) {
            helper.close();
        }
        helpers.clear();
    }

    private static void expectClosed(RawNode attacker, Duration limit) throws IOException {
        assertThat(attacker.isClosedWithin(limit))
                .as("the connection is closed")
                .isTrue();
    }

    private static void expectOpen(RawNode attacker) throws IOException {
        attacker.probe();
    }

    /** Nothing was acted on, nobody else was told anything, and a good node is welcome. */
    void expectUnharmed() throws IOException {
        assertThat(third.probe().replaceAll(KEEP_ALIVE, ""))
                .as("what the third node was told")
                .isEmpty();
        long start = System.nanoTime();
        try (RawNode good = ready("json", newId())) {
            good.probe();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("a good handshake")
                .isLessThan(LIMIT);
        assertThat(node.ask(canary, LIMIT, "are you well").toCompletableFuture().join())
                .isEqualTo(Message.of("I am"));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(state()).isEqualTo(before));
        if (isGlobal()) {
            assertThat(node.database().keys("f").toCompletableFuture().join()).isEmpty();
        }
    }

    @Override
    public void close() throws IOException {
        third.close();
        node.close();
        silentSeed.close();
    }
}
