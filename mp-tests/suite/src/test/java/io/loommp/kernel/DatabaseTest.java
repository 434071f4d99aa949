package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.Database;
import io.loommp.DatabaseChange;
import io.loommp.DatabaseEntry;
import io.loommp.DatabaseMonitor;
import io.loommp.Family;
import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The database of a node as its users have it; this node is in no network, so it is its own master. */
@Timeout(30)
class DatabaseTest {
    private final Node node = LocalNodes.start("a");
    private final Database database = node.database();

    @AfterEach
    void close() {
        node.close();
    }

    record Item(String name, int load) {}

    record Other(String name) {}

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static <T> T next(BlockingQueue<T> told) throws InterruptedException {
        T next = told.poll(10, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @Test
    void whoRegistersAPortAgainAndAgain_leavesOneWatchOnIt() {
        Port port = node.port(p -> {});
        LocalPort watched = ((Kernel) node).local(port);
        for (int i = 0; i < 100; i++) {
            database.register("ports", port, i);
        }
        assertThat(watched.watches()).hasSize(1);
        database.delete("ports", port.id().toString());
        assertThat(watched.watches()).isEmpty();
    }

    // ---- setting and asking ----

    @Test
    void whatIsSetIsThere_forWhoAsksNext() throws Exception {
        database.set("f", "k", 1);
        database.set("f", "none");
        database.set("f", "k", "two");

        assertThat(get(database.family("f"))).containsEntry("k", "two").containsEntry("none", null);
        assertThat(get(database.keys("f"))).containsExactlyInAnyOrder("k", "none");
        assertThat(get(database.values("f"))).containsExactlyInAnyOrder("two", null);
        assertThat(get(database.family("unheard"))).isEmpty();
        assertThat(get(database.values("unheard"))).isEmpty();
    }

    @Test
    void manyThreadsMaySetAtOnce() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            String prefix = "t" + t + "-";
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 500; i++) {
                    database.set("f", prefix + i, i);
                    if (i % 2 == 0) {
                        database.delete("f", prefix + i);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(get(database.keys("f"))).hasSize(8 * 250);
    }

    @Test
    void whatIsDeletedIsGone_andTheRestStays() throws Exception {
        database.set("f", "a");
        database.set("f", "b");
        database.set("f", "c");

        database.delete("f", "a", "c", "never there");

        assertThat(get(database.keys("f"))).containsExactly("b");
    }

    @Test
    void theEntryDeletesItsKey_unlessThatHasBeenSetAgain() throws Exception {
        DatabaseEntry first = database.set("f", "k", 1);
        DatabaseEntry second = database.set("f", "k", 2);

        first.close();
        assertThat(get(database.family("f"))).containsEntry("k", 2);

        second.close();
        assertThat(get(database.family("f"))).isEmpty();
        assertThat(second.family()).isEqualTo("f");
        assertThat(second.key()).isEqualTo("k");
    }

    @Test
    void valuesAreThoseOfMessages_asTheyArrive() throws Exception {
        database.set("f", "port", new PortId("b", "x"));
        database.set("f", "list", List.of(1, Map.of("deep", true)));

        Map<String, @Nullable Object> family = get(database.family("f"));

        assertThat(family).containsEntry("port", "b#x");
        assertThat(family).containsEntry("list", List.of(1, Map.of("deep", true)));
        assertThatThrownBy(() -> family.put("more", 1)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void namesAndValuesAreChecked() {
        String long4097 = "ä".repeat(2049);
        String large = "x".repeat(1 << 20);

        assertThatThrownBy(() -> database.set("'l", "a", 1))
                .hasMessage("families that begin with ' are the database's own: \"'l\"");
        assertThatThrownBy(() -> database.family("'l")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> database.set("", "a")).hasMessageContaining("family");
        assertThatThrownBy(() -> database.set("f", "")).hasMessageContaining("key");
        assertThatThrownBy(() -> database.set("f", long4097)).hasMessageContaining("4096 octets, not 4098");
        assertThatThrownBy(() -> database.delete("f", "a", long4097)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> database.set("f", "k", large)).hasMessageContaining("1048576 octets");
        assertThatThrownBy(() -> database.set("f", "k", new Object())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> database.monitor("'g", c -> {})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> database.family("'g", Item.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClosedNodeRefuses_andFailsWhatWaits() {
        Kernel networked = Kernel.start(KernelConfig.of("n"));
        networked.attach(new FakeTransport());
        CompletionStage<List<String>> waiting = networked.database().keys("f");

        networked.close();

        assertThatThrownBy(() -> get(waiting))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("node n is closed");
        assertThatThrownBy(() -> networked.database().set("f", "k")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> networked.database().monitor("f", c -> {})).isInstanceOf(IllegalStateException.class);
    }

    // ---- ports ----

    @Test
    void aRegisteredPortIsThere_untilItEnds() throws Exception {
        BlockingQueue<DatabaseChange<@Nullable Object>> told = new LinkedBlockingQueue<>();
        Port port = node.port(p -> {});

        database.register("ports", port, "hello");
        database.monitor("ports", told::add);
        assertThat(next(told).all()).containsExactly(Map.entry(port.id().toString(), "hello"));
        node.kill(port);

        assertThat(next(told).deleted()).containsExactly(port.id().toString());
    }

    @Test
    void aDeadPortIsNotRegistered_andAClosedEntryIsGoneBefore() throws Exception {
        Port port = node.port(p -> {});
        DatabaseEntry entry = database.register("ports", port);
        database.register("ports", new PortId("a", "never"));
        assertThat(get(database.keys("ports"))).containsExactly(port.id().toString());

        entry.close();

        assertThat(get(database.keys("ports"))).isEmpty();
    }

    // ---- monitors ----

    @Test
    void aMonitorIsToldAllFirst_andThenEachChange() throws Exception {
        BlockingQueue<DatabaseChange<@Nullable Object>> told = new LinkedBlockingQueue<>();
        DatabaseMonitor monitor = database.monitor("f", told::add);
        assertThat(next(told)).isEqualTo(new DatabaseChange<>("f", Map.of(), List.of(), List.of(), List.of()));

        database.set("f", "k", 1);
        assertThat(next(told).added()).containsExactly("k");
        database.set("f", "k", 1);
        database.set("f", "k", 2);
        DatabaseChange<@Nullable Object> change = next(told);
        assertThat(change.changed()).containsExactly("k");
        assertThat(change.all()).containsEntry("k", 2);
        database.delete("f", "k");
        assertThat(next(told).deleted()).containsExactly("k");

        assertThat(monitor.cancel()).isTrue();
        assertThat(monitor.cancel()).isFalse();
        database.set("f", "later");
        assertThat(get(database.keys("f"))).containsExactly("later");
        assertThat(told).isEmpty();
    }

    @Test
    void aSecondMonitorIsToldAllAsWell() throws Exception {
        BlockingQueue<DatabaseChange<@Nullable Object>> first = new LinkedBlockingQueue<>();
        BlockingQueue<DatabaseChange<@Nullable Object>> second = new LinkedBlockingQueue<>();
        database.set("f", "k", 1);
        database.monitor("f", first::add);
        assertThat(next(first).added()).containsExactly("k");

        database.monitor("f", second::add);

        assertThat(next(second))
                .isEqualTo(new DatabaseChange<>("f", Map.of("k", 1), List.of("k"), List.of(), List.of()));
        assertThat(first).isEmpty();
    }

    @Test
    void aPortsMonitorRunsInItsContext_andEndsWithIt() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        AtomicReference<@Nullable DatabaseMonitor> monitor = new AtomicReference<>();
        Port port = node.port(p -> {
            p.on("hello", m -> told.add("message"));
            monitor.set(p.database().monitor("f", change -> {
                told.add("change " + change.added());
                if (change.all().containsKey("bad")) {
                    throw new IllegalStateException("the family is bad");
                }
            }));
        });
        assertThat(next(told)).isEqualTo("change []");

        node.send(port, "hello");
        assertThat(next(told)).isEqualTo("message");
        BlockingQueue<KillReason> ends = new LinkedBlockingQueue<>();
        node.onEnd(port, ends::add);
        database.set("f", "bad");

        assertThat(next(told)).isEqualTo("change [bad]");
        assertThat(next(ends)).isEqualTo(new KillReason.Die("the family is bad"));
        assertThat(get(port.terminated()).isNormal()).isFalse();
        DatabaseMonitor ended = Objects.requireNonNull(monitor.get());
        assertThat(ended.cancel()).isFalse();
        assertThat(ended.family()).isEqualTo("f");
    }

    // ---- typed ----

    @Test
    void aTypedFamilyHoldsRecords_asMessagesAre() throws Exception {
        Family<Item> items = database.family("items", Item.class);
        BlockingQueue<DatabaseChange<Item>> told = new LinkedBlockingQueue<>();
        Port port = node.port(p -> {});

        items.set("x", new Item("ex", 1));
        items.register(port, new Item("port", 2));
        database.set("items", "strange", "no item");
        database.family("items", Other.class).set("other", new Other("o"));

        assertThat(get(database.family("items"))).containsEntry("x", Arrays.asList("item", "ex", 1));
        assertThat(get(items.entries()))
                .isEqualTo(Map.of("x", new Item("ex", 1), port.id().toString(), new Item("port", 2)));
        items.monitor(told::add);
        assertThat(next(told).added()).containsExactlyInAnyOrder("x", port.id().toString());

        database.set("items", "strange", List.of("item", "now it is", 3));
        DatabaseChange<Item> change = next(told);
        assertThat(change.added()).containsExactly("strange");
        assertThat(change.all())
                .containsEntry("strange", new Item("now it is", 3))
                .hasSize(3);
        database.set("items", "other", "still none");
        database.set("items", "strange", "no item again");
        assertThat(next(told).deleted()).containsExactly("strange");
        items.delete("x");
        assertThat(next(told).deleted()).containsExactly("x");
        assertThat(items.name()).isEqualTo("items");
    }
}
