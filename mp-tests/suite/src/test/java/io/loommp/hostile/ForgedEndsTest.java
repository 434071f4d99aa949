package io.loommp.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Test T9 of the threat model: ends and watches of ports that the attacker can only guess. */
@Timeout(120)
class ForgedEndsTest {
    private static final int FORGED = 100_000;
    private static final int BATCH = 1000;
    private static final int PORTS = 200;
    private static final long HEAP_GROWTH_MAX = 2 << 20;
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    @Test
    void aHundredThousandOfThemHitNobody_andNothingOfThemIsKept() throws IOException {
        Random random = new Random(9);
        try (Target target = Target.alone();
                RawNode attacker = target.ready("json", "attacker")) {
            List<Port> ports = new ArrayList<>();
            for (int i = 0; i < PORTS; i++) {
                ports.add(target.node().port(p -> {}));
            }
            forge(attacker, random, BATCH); // what is loaded and made once is there
            long before = HostilePeersTest.heap();
            forge(attacker, random, FORGED);
            assertThat(HostilePeersTest.heap()).isLessThan(before + HEAP_GROWTH_MAX);
            assertThat(ports).allMatch(Port::isLive);
            assertThat(target.node().statistics().monitors()).isZero();
            assertThat(target.node().statistics().ignoredRequests()).isZero();
        }
    }

    private static void forge(RawNode attacker, Random random, int count) throws IOException {
        String[] requests = {"kil1", "kil0", "mon0"};
        for (int done = 0; done < count; done += BATCH) {
            StringBuilder batch = new StringBuilder();
            for (int i = 0; i < BATCH; i++) {
                batch.append(RawNode.json("", requests[i % requests.length], guess(random), "die", "forged"));
            }
            attacker.say(batch.toString());
            attacker.probe();
        }
    }

    private static String guess(Random random) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            name.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return name.toString();
    }

    @Test
    void idsOfAnEarlierStartHitNobody() throws IOException {
        Secret secret = Secret.of("a secret of more than sixteen octets");
        NodeConfig config = NodeConfig.builder()
                .nodeId("target")
                .secret(secret)
                .bind("127.0.0.1:0")
                .build();
        List<PortId> earlier = new ArrayList<>();
        try (Node first = Nodes.start(config)) {
            for (int i = 0; i < PORTS; i++) {
                earlier.add(first.port(p -> {}).id());
            }
        }
        try (Node second = Nodes.start(config);
                RawNode attacker = RawNode.ready(
                        second.addresses().getFirst(), "attacker", "a secret of more than sixteen octets", "json")) {
            List<Port> ports = new ArrayList<>();
            for (int i = 0; i < PORTS; i++) {
                ports.add(second.port(p -> {})); // a message would be its end
            }
            for (PortId id : earlier) {
                attacker.say(RawNode.json(id.name(), "for you"));
                attacker.say(RawNode.json("", "kil1", id.name(), "die"));
            }
            attacker.probe();
            assertThat(ports).allMatch(Port::isLive);
            assertThat(second.statistics().deadLetters()).isEqualTo(PORTS);
        }
    }
}
