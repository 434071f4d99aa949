package io.loommp.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.testing.Certificates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * The table of hostile inputs. After each of them nothing was acted on, the connection is open or closed as its rule says,
 * nobody else was told anything, and a good handshake takes less than 2 s; after all of them the heap is what it was.
 *
 * <p>{@code -Dhostile.rule=S7} runs those of one rule. What fails when a rule is taken out of the code stands in
 * docs/hostile-peers.md.
 */
@Timeout(600)
class HostilePeersTest {
    private static final int ATTACKS_MIN = 200;
    private static final int PER_RULE_MIN = 8;
    private static final long HEAP_GROWTH_MAX = 32L << 20; // with the nodes that S29 lets be waited for

    private static Target target;
    private static Target withCertificate;
    private static Target alone;

    @BeforeAll
    static void start() throws IOException {
        target = Target.global();
        withCertificate = Target.withCertificate(Certificates.shared());
        alone = Target.alone();
    }

    @AfterAll
    static void stop() throws IOException {
        target.close();
        withCertificate.close();
        alone.close();
    }

    private static Target targetOf(Attack attack) {
        return switch (attack.rule()) {
            case "S9" -> withCertificate;
            case "S29" -> alone;
            default -> target;
        };
    }

    private static List<Attack> all() {
        List<Attack> all = new ArrayList<>(HandshakeAttacks.all());
        all.addAll(TlsAttacks.all());
        all.addAll(PacketAttacks.all());
        all.addAll(RequestAttacks.all());
        all.addAll(FloodAttacks.all());
        return all;
    }

    @TestFactory
    Stream<DynamicTest> nothingIsActedOn_theConnectionIsAsTheRuleSays_andOthersAreWelcome() {
        String rule = System.getProperty("hostile.rule", "");
        List<Attack> chosen = all().stream()
                .filter(attack -> rule.isEmpty() || attack.rule().equals(rule))
                .toList();
        long[] before = new long[1];
        Stream<DynamicTest> attacks = chosen.stream()
                .filter(attack -> attack.outcome() != Attack.Outcome.CLOSED_IN_TIME)
                .map(attack -> DynamicTest.dynamicTest(
                        attack.toString(), () -> targetOf(attack).suffer(attack)));
        List<Attack> slow = chosen.stream()
                .filter(attack -> attack.outcome() == Attack.Outcome.CLOSED_IN_TIME)
                .toList();
        return Stream.of(
                        Stream.of(DynamicTest.dynamicTest("the heap before", () -> before[0] = heap())),
                        attacks,
                        Stream.of(
                                DynamicTest.dynamicTest("S5: all of them at once", () -> target.sufferSlowOnes(slow))),
                        Stream.of(DynamicTest.dynamicTest(
                                "the heap after", () -> assertThat(heap()).isLessThan(before[0] + HEAP_GROWTH_MAX))))
                .flatMap(tests -> tests);
    }

    @Test
    void eachRuleHasItsShare() {
        Map<String, Long> counts =
                all().stream().collect(Collectors.groupingBy(Attack::rule, TreeMap::new, Collectors.counting()));
        assertThat(counts).allSatisfy((rule, count) -> assertThat(count).isGreaterThanOrEqualTo(PER_RULE_MIN));
        assertThat(all()).hasSizeGreaterThanOrEqualTo(ATTACKS_MIN);
        assertThat(all().stream().map(Attack::toString)).doesNotHaveDuplicates();
    }

    /** What is kept when all that is garbage has been collected. */
    static long heap() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
