package io.loommp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.DatabaseChange;
import io.loommp.Node;
import io.loommp.Port;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes of a network in memory share a database. */
@Timeout(30)
class SharedDatabaseTest {
    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final TestNetwork network = TestNetwork.on(time);

    private final Node a = network.start("a");
    private final Node b = network.start("b");
    private final Node c = network.start("c");

    private Map<String, @Nullable Object> family(Node node) {
        CompletableFuture<Map<String, @Nullable Object>> stage =
                node.database().family("f").toCompletableFuture();
        network.settle();
        return stage.join();
    }

    @Test
    void whoDoesNotUseItIsConnectedToNobody() {
        network.settle();
        assertThat(network.areConnected(a, b)).isFalse();

        b.database().set("f", "k", 1);
        network.settle();

        assertThat(network.areConnected(a, b)).isTrue();
        assertThat(network.areConnected(a, c)).isFalse();
    }

    @Test
    void whatOneSetsAllSee_andItGoesWithItsNode() {
        BlockingQueue<DatabaseChange<@Nullable Object>> told = new LinkedBlockingQueue<>();
        Port port = b.port(p -> {});
        b.database().register("f", port, "of b");
        c.database().monitor("f", told::add);
        network.settle();
        assertThat(family(a)).isEqualTo(Map.of(port.id().toString(), "of b"));
        assertThat(told.remove().added()).containsExactly(port.id().toString());

        network.crash(b);
        network.settle();

        assertThat(told.remove().deleted()).containsExactly(port.id().toString());
        assertThat(family(c)).isEmpty();
    }

    @Test
    void cutOffFromTheFirstNode_itIsWithoutAMaster_untilThatIsHealed() {
        BlockingQueue<DatabaseChange<@Nullable Object>> told = new LinkedBlockingQueue<>();
        b.database().set("f", "b", 1);
        c.database().set("f", "c", 1);
        b.database().monitor("f", told::add);
        network.settle();
        told.clear();

        network.cut(a, b);
        network.settle();
        assertThat(family(c)).isEqualTo(Map.of("c", 1));
        CompletableFuture<List<String>> waits = b.database().keys("f").toCompletableFuture();
        c.database().set("f", "c", 2);
        network.settle();
        assertThat(waits).isNotDone();
        network.heal(a, b);
        time.advance(Duration.ofSeconds(3));
        network.settle();

        assertThat(waits.join()).containsExactlyInAnyOrder("b", "c");
        assertThat(family(c)).isEqualTo(Map.of("b", 1, "c", 2));
        assertThat(told).hasSize(1);
        assertThat(told.remove().changed()).containsExactly("c");
    }

    @Test
    void theFirstNodeMayComeBack() {
        b.database().set("f", "b", 1);
        network.settle();
        network.crash(a);
        Node again = network.start("a");
        time.advance(Duration.ofSeconds(3));
        network.settle();

        assertThat(family(again)).isEqualTo(Map.of("b", 1));
        assertThat(family(c)).isEqualTo(Map.of("b", 1));
    }
}
