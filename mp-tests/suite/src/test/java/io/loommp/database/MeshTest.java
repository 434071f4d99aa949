package io.loommp.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which nodes are kept connected, and when they are tried. */
@Timeout(60)
class MeshTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Set<String> linked = new HashSet<>();
    private final List<String> tried = new ArrayList<>();
    private final Mesh mesh = new Mesh(10 * SECOND, new SplittableRandom(1), linked::contains, tried::add);

    @Test
    void whoIsNotConnectedIsTriedAtOnce_andThenSeldomer_untilItComesOrIsNoMember() {
        mesh.add("a", 0);
        mesh.add("b", 0);
        assertThat(tried).containsExactly("a", "b");
        assertThat(mesh.next(0)).isBetween(6 * SECOND / 10, 12 * SECOND / 10);
        mesh.tick(2 * SECOND);
        assertThat(tried).containsExactly("a", "b", "a", "b");
        mesh.linkUp("a");
        mesh.remove("b");
        assertThat(mesh.next(2 * SECOND)).isEqualTo(Long.MAX_VALUE);
        mesh.linkDown("a", 3 * SECOND);
        mesh.linkDown("b", 3 * SECOND);
        mesh.tick(5 * SECOND);
        assertThat(tried).hasSize(5).endsWith("a");
    }

    @Test
    void oneThatWasLostIsTriedForTenMinutes() {
        mesh.lost("gone", List.of("192.0.2.1:4040"), 0);
        mesh.linkDown("gone", 0);
        mesh.tick(2 * SECOND);
        assertThat(tried).containsExactly("gone");
        assertThat(mesh.addressesOfLost("gone")).containsExactly("192.0.2.1:4040");
        mesh.tick(600 * SECOND);
        assertThat(mesh.next(600 * SECOND)).isEqualTo(Long.MAX_VALUE);
        assertThat(mesh.addressesOfLost("gone")).isEmpty();
        assertThat(tried).containsExactly("gone");
    }

    @Test
    void oneThatWasLostIsTriedOn_whenItIsLostAgainBeforeItIsAMember() {
        mesh.lost("gone", List.of("192.0.2.1:4040"), 0);
        mesh.linkDown("gone", 0);
        mesh.linkUp("gone");
        mesh.tick(SECOND);
        assertThat(tried).isEmpty();
        mesh.linkDown("gone", SECOND);
        assertThat(mesh.addressesOfLost("gone")).containsExactly("192.0.2.1:4040");
        mesh.tick(5 * SECOND);
        assertThat(tried).containsExactly("gone");

        mesh.linkUp("gone");
        linked.add("gone");
        mesh.add("gone", 6 * SECOND);
        assertThat(mesh.addressesOfLost("gone")).isEmpty();
        mesh.remove("gone");
        linked.remove("gone");
        mesh.linkDown("gone", 7 * SECOND);
        assertThat(mesh.next(7 * SECOND)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void oneThatIsStillAMemberIsNotLostAnyMoreWhenItIsBack() {
        mesh.add("member", 0);
        mesh.lost("member", List.of("192.0.2.1:4040"), 0);
        mesh.linkDown("member", 0);
        mesh.linkUp("member");
        assertThat(mesh.addressesOfLost("member")).isEmpty();
    }

    /** A global node may say that there are as many as it likes; each request looks whether one is due. */
    @Test
    void tenThousandMembersThatCannotBeReachedCostTheOthersNothing() {
        IntStream.range(0, 20_000).forEach(i -> mesh.add("member" + i, 0));
        assertThat(tried).hasSize(10_000);
        long before = System.nanoTime();
        for (int i = 0; i < 1_000_000; i++) {
            mesh.tick(1);
            assertThat(mesh.next(1) > 1).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
    }
}
