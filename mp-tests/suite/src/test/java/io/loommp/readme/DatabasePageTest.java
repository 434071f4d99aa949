package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Database;
import io.loommp.Family;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.Changes;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.testkit.TestNetwork;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code of docs/database.md, which does what that page says. */
@Timeout(30)
class DatabasePageTest {
    @AutoClose
    private final TestNetwork network = TestNetwork.inRealTime();

    private final Node here = network.start("here");
    private final Node there = network.start("there");

    // database: offer
    static Port offer(Node node) {
        Port printer = node.port(p -> p.on("print", m -> p.send(m.port(1), "printed", m.value(2))));
        node.database().register("printers", printer);
        return printer;
    }
    // end

    // database: find
    static void keepTrack(Node node, Set<PortId> printers) {
        node.database().monitor("printers", change -> {
            change.added().forEach(key -> printers.add(PortId.of(key)));
            change.deleted().forEach(key -> printers.remove(PortId.of(key)));
        });
    }
    // end

    // database: set
    static void settings(Database database) {
        database.set("settings", "colour", "blue");
        database.set("settings", "size", 12);
        database.delete("settings", "size");
        try (var busy = database.set("settings", "busy")) {
            System.out.println("others see " + busy.key() + " until this block ends");
        }
    }
    // end

    // database: ask
    static CompletionStage<Integer> count(Node node) {
        return node.database().keys("printers").thenApply(keys -> keys.size());
    }
    // end

    // database: wait
    static String firstPrinter(ThreadSelf self) {
        try (Changes<@Nullable Object> printers = self.database().changes("printers")) {
            while (true) {
                String found = self.select(r -> r.on(
                                printers,
                                change -> change.added().stream().findFirst().orElse(""))
                        .on("stop", m -> "stopped")
                        .after(Duration.ofSeconds(20), "there is none"));
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
    }
    // end

    // database: read
    static Map<String, @Nullable Object> read(ThreadSelf self) {
        return self.database().readFamily("settings");
    }
    // end

    // database: typed
    record Printer(String place, int queue) {}

    static void announce(Node node, Port printer) {
        Family<Printer> printers = node.database().family("printers", Printer.class);
        printers.register(printer, new Printer("2nd floor", 3));
    }
    // end

    @Test
    void whatIsOfferedThereIsFoundHere_andGoesWithItsPort() throws Exception {
        Set<PortId> printers =
                new ConcurrentSkipListSet<>((a, b) -> a.toString().compareTo(b.toString()));
        keepTrack(here, printers);
        Port printer = offer(there);
        network.settle();
        assertThat(printers).containsExactly(printer.id());
        assertThat(count(here).toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo(1);
        BlockingQueue<String> printed = new LinkedBlockingQueue<>();
        Port client = here.port(p -> p.on("printed", m -> printed.add(m.string(1))));
        here.send(printer, "print", client, "a letter");
        assertThat(printed.poll(10, TimeUnit.SECONDS)).isEqualTo("a letter");

        there.kill(printer);
        network.settle();

        assertThat(printers).isEmpty();
    }

    @Test
    void whatIsSetIsSeen_andCanBeTakenBack() throws Exception {
        settings(here.database());

        assertThat(ThreadPorts.call(there, DatabasePageTest::read)).isEqualTo(Map.of("colour", "blue"));
    }

    @Test
    void aThreadWaitsForAChange_amongOtherThings() throws Exception {
        BlockingQueue<String> found = new LinkedBlockingQueue<>();
        Port waits = ThreadPorts.spawn(here, self -> found.add(firstPrinter(self)));
        Port stopped = ThreadPorts.spawn(here, self -> found.add(firstPrinter(self)));
        here.send(stopped, "stop");
        assertThat(found.poll(10, TimeUnit.SECONDS)).isEqualTo("stopped");

        Port printer = offer(there);

        assertThat(found.poll(10, TimeUnit.SECONDS)).isEqualTo(printer.id().toString());
        assertThat(Objects.requireNonNull(
                                waits.terminated().toCompletableFuture().get(10, TimeUnit.SECONDS))
                        .isNormal())
                .isTrue();
    }

    @Test
    void valuesMayBeRecords() throws Exception {
        Port printer = offer(there);
        announce(there, printer);
        here.database().set("printers", "strange", "no printer");
        network.settle();

        Map<String, Printer> infos = here.database()
                .family("printers", Printer.class)
                .entries()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);

        assertThat(infos).isEqualTo(Map.of(printer.id().toString(), new Printer("2nd floor", 3)));
    }

    @Test
    void thePageShowsThis() throws Exception {
        String page = Sources.read(Sources.home().resolve("docs/database.md"));
        Map<String, String> shown = Sources.shown(page);
        assertThat(shown)
                .isNotEmpty()
                .containsExactlyInAnyOrderEntriesOf(Sources.marked("database", DatabasePageTest.class));
        assertThat(Sources.javaBlocks(page)).isEqualTo(shown.size());
        assertThat(new TreeSet<>(shown.keySet())).contains("offer", "find", "wait");
    }
}
