package io.loommp.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.Database;
import io.loommp.DatabaseChange;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.local.LocalNodes;
import io.loommp.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The database in the hands of a port with a thread: reads that wait, and changes among messages. */
@Timeout(30)
class DatabaseReceiveTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Node node = LocalNodes.start("a");
    private final Database database = node.database();

    record Item(String name) {}

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void readsWaitForTheirAnswer() throws Exception {
        database.set("f", "k", 1);
        ThreadPorts.call(node, self -> {
            assertThat(self.database().readFamily("f")).isEqualTo(Map.of("k", 1));
            assertThat(self.database().readKeys("f")).containsExactly("k");
            assertThat(self.database().readValues("f")).containsExactly(1);
            assertThat(self.database().readFamily("f", LONG)).contains(Map.of("k", 1));
            assertThat(self.database().readKeys("f", LONG)).contains(List.of("k"));
            assertThat(self.database().readValues("none", LONG)).contains(List.of());
            return null;
        });
    }

    /** A node that waits for a master. */
    private static Kernel withoutMaster() {
        Kernel kernel = Kernel.start(KernelConfig.of("slave"));
        kernel.attach(new Transport() {
            @Override
            public void connect(String other) {}

            @Override
            public void check(String port, Message message) {}

            @Override
            public List<String> addresses() {
                return List.of();
            }

            @Override
            public void stopAccepting() {}

            @Override
            public void close(long withinNanos) {}
        });
        return kernel;
    }

    @Test
    void withoutAMasterAReadWaitsAsLongAsItMay_andEndsWithItsPort() throws Exception {
        try (Kernel slave = withoutMaster()) {
            Optional<List<String>> none =
                    ThreadPorts.call(slave, self -> self.database().readKeys("f", Duration.ofMillis(1)));
            assertThat(none).isEmpty();
            CompletableFuture<ThreadSelf> waits = new CompletableFuture<>();
            Port port = ThreadPorts.spawn(slave, self -> {
                waits.complete(self);
                self.database().readKeys("f");
            });
            waits.get(10, TimeUnit.SECONDS);
            slave.kill(port, KillReason.of("enough"));

            assertThat(port.terminated().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .isEqualTo(KillReason.of("enough"));
        }
    }

    @Test
    void whileAReadWaits_messagesStay_andNothingElseTakesItsAnswer() throws Exception {
        database.set("f", "k", 1);
        ThreadPorts.call(node, self -> {
            self.send(self, "before");
            assertThat(self.database().readKeys("f")).containsExactly("k");
            self.send(self, "behind");
            assertThat(self.get()).isEqualTo(Message.of("before"));
            assertThat(self.get()).isEqualTo(Message.of("behind"));
            assertThat(self.get(Duration.ZERO)).isEmpty();
            return null;
        });
    }

    @Test
    void changesComeInOrder_amongMessages() throws Exception {
        List<String> seen = ThreadPorts.call(node, self -> {
            try (Changes<@Nullable Object> changes = self.database().changes("f")) {
                String first = "first " + changes.receive().added();
                database.set("f", "k", 1);
                self.database().readKeys("f"); // so the change has come
                self.send(self, "message");
                database.delete("f", "k");
                self.database().readKeys("f");
                List<String> three = new ArrayList<>(List.of(first));
                for (int i = 0; i < 3; i++) {
                    three.add(self.select(r -> r.on(changes, change -> change.added() + " " + change.deleted())
                            .on("message", Message::tag)
                            .after(LONG, "nothing")));
                }
                return three;
            }
        });

        assertThat(seen).containsExactly("first []", "[k] []", "message", "[] [k]");
    }

    @Test
    void typedChangesHaveRecordsAlone() throws Exception {
        ThreadPorts.call(node, self -> {
            Changes<Item> items = self.database().changes("items", Item.class);
            assertThat(items.receive().all()).isEmpty();
            database.set("items", "strange", 1);
            database.family("items", Item.class).set("x", new Item("ex"));
            DatabaseChange<Item> change = items.receive(LONG).orElseThrow();
            assertThat(change.added()).containsExactly("x");
            assertThat(change.all()).isEqualTo(Map.of("x", new Item("ex")));
            assertThat(items.receive(Duration.ZERO)).isEmpty();
            assertThat(items.family()).isEqualTo("items");
            return null;
        });
    }

    @Test
    void closedChangesAreOver_andWhatHadComeIsForgotten() throws Exception {
        ThreadPorts.call(node, self -> {
            Changes<@Nullable Object> changes = self.database().changes("f");
            self.database().readKeys("f");
            changes.close();
            changes.close();
            assertThat(changes.receive(Duration.ZERO)).isEmpty();
            assertThatThrownBy(changes::receive)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the changes of family f are closed");
            database.set("f", "later");
            self.database().readKeys("f");
            assertThat(self.get(Duration.ZERO)).isEmpty();
            return null;
        });
    }

    @Test
    void closedByAnother_theWaitIsOver() throws Exception {
        AtomicReference<@Nullable Changes<@Nullable Object>> opened = new AtomicReference<>();
        CompletableFuture<String> outcome = new CompletableFuture<>();
        CompletableFuture<Boolean> begun = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(node, self -> {
            Changes<@Nullable Object> changes = self.database().changes("f");
            opened.set(changes);
            changes.receive();
            begun.complete(true);
            try {
                changes.receive();
            } catch (IllegalStateException e) {
                outcome.complete(String.valueOf(e.getMessage()));
            }
        });
        begun.get(10, TimeUnit.SECONDS);
        Objects.requireNonNull(opened.get()).close();

        assertThat(outcome.get(10, TimeUnit.SECONDS)).contains("are closed");
        assertThat(node.isLocal(port)).isTrue();
    }

    @Test
    void changesAreTheirPortsOwn() throws Exception {
        ThreadPorts.call(node, self -> {
            Changes<@Nullable Object> changes = self.database().changes("f");
            CompletableFuture<Throwable> refused = new CompletableFuture<>();
            Port other = self.spawn(child -> {
                try {
                    child.select(r -> r.on(changes, change -> "taken"));
                } catch (IllegalArgumentException e) {
                    refused.complete(e);
                }
            });
            assertThat(refused.get(10, TimeUnit.SECONDS)).hasMessageContaining("are not those of port " + other.id());
            return null;
        });
        assertThatThrownBy(() -> ThreadPorts.call(node, self -> self.database().changes("'l")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ThreadPorts.call(node, self -> self.database().readKeys("")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
