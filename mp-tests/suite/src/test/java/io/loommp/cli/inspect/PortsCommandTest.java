package io.loommp.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.cli.ExitCode;
import io.loommp.cli.testing.CommandRun;
import io.loommp.inspect.Inspection;
import io.loommp.loom.ThreadPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code loommp ports} and {@code loommp top}. */
@Timeout(120)
class PortsCommandTest {
    @TempDir
    private Path directory;

    private final CountDownLatch release = new CountDownLatch(1);
    private Hub hub;

    @BeforeEach
    void start() throws IOException {
        hub = new Hub(directory);
    }

    @AfterEach
    void close() {
        release.countDown();
        hub.close();
    }

    @Test
    void helpSaysWhatTheStatesMean() {
        assertThat(CommandRun.in(directory)
                        .run("ports", "--help")
                        .ended(ExitCode.OK)
                        .out())
                .contains("Usage: loommp ports", "receiving", "blocked", "--sort=ORDER", "mailbox");
        assertThat(CommandRun.in(directory)
                        .run("top", "--help")
                        .ended(ExitCode.OK)
                        .out())
                .contains("Usage: loommp top", "q ends", "--interval=SECONDS");
    }

    @Test
    void portsAreShownAsATable_withoutANameThoseOfTheOneNodeThatIsConnected() {
        Port stuck = hub.stuck(release, 3);
        Port waiting = ThreadPorts.spawn(hub.node, self -> self.get("order"));
        hub.node.register("desk", waiting);
        CommandRun run = hub.run("ports").ended(ExitCode.OK);
        assertThat(run.lines().getFirst()).startsWith("PORT").contains("STATE", "WAITING", "AGE");
        assertThat(run.lines())
                .anyMatch(line -> line.matches(stuck.id().name() + " +callback +blocked +3 +.*"))
                .anyMatch(line -> line.matches(
                        waiting.id().name() + " +thread +receiving +0 +.*desk; waits for a message \"order\""));
        assertThat(run.lines().getLast()).matches("\\d+ of \\d+ ports of node hub, for all of which 3 messages wait");

        List<Map<String, Object>> objects =
                hub.run("ports", "--json", "hub").ended(ExitCode.OK).objects();
        assertThat(objects)
                .anySatisfy(port -> assertThat(port)
                        .containsEntry("port", stuck.id().toString())
                        .containsEntry("state", "blocked")
                        .containsEntry("waiting", 3)
                        .containsKeys("age_seconds", "received", "monitors", "kept", "queued"));
        assertThat(hub.run("ports", "--json", "--sort=mailbox", "--limit=1", "hub")
                        .objects())
                .singleElement()
                .satisfies(port ->
                        assertThat(port).containsEntry("port", stuck.id().toString()));
        assertThat(hub.run("ports", "--json", "--match=desk").objects())
                .singleElement()
                .satisfies(port -> assertThat(port).containsEntry("names", List.of("desk")));
        assertThat(hub.run("ports", "--json", "--waiting=1").objects()).hasSize(1);
    }

    @Test
    void moreThanOnePieceIsShown() {
        for (int i = 0; i < 1100; i++) {
            Port ignored = hub.node.port(p -> {});
        }
        assertThat(hub.run("ports", "--json", "--limit=1050").objects())
                .hasSize(1050)
                .extracting(port -> port.get("port"))
                .doesNotHaveDuplicates();
    }

    @Test
    void aPieceFromWhichPortsHaveEndedSinceIsNotTheLast() throws IOException {
        try (Node busy = hub.join("busy")) {
            tellsOfPorts(busy, (after, limit) -> {
                int first = after.isEmpty() ? 0 : Integer.parseInt(after) + 1;
                int told = after.isEmpty() ? 499 : Math.min(limit, 600 - first);
                return piece(600 - first, IntStream.range(first, first + told));
            });
            assertThat(hub.run("ports", "--json", "busy").objects())
                    .hasSize(600)
                    .extracting(port -> port.get("port"))
                    .doesNotHaveDuplicates();
            assertThat(hub.run("ports", "--json", "--limit=550", "busy").objects())
                    .hasSize(550);
        }
    }

    @Test
    void aPieceWithoutAnyIsTheLast_whateverItSaysOfOthers() throws IOException {
        try (Node strange = hub.join("strange")) {
            tellsOfPorts(strange, (after, limit) -> piece(600, IntStream.empty()));
            assertThat(hub.run("ports", "strange").ended(ExitCode.OK).lines())
                    .contains("0 of 600 ports of node strange, for all of which 0 messages wait");
        }
    }

    /** What a node answers that is asked for the ports behind one, so many at most. */
    @FunctionalInterface
    private interface Pieces {
        Map<String, Object> piece(String after, int limit);
    }

    private static void tellsOfPorts(Node node, Pieces pieces) {
        Port ignored = node.export("loommp::ports", (self, args) -> {
            Message asked = Message.fromList(args);
            Map<String, @Nullable Object> options = asked.map(0);
            String after = String.valueOf(options.getOrDefault("after", ""));
            int limit = Message.of(options.get("limit")).integer(0);
            self.send(asked.port(1), "ok", pieces.piece(after, limit));
        });
    }

    private static Map<String, Object> piece(int matching, IntStream ports) {
        List<Map<String, Object>> lines = ports.mapToObj(PortsCommandTest::line).toList();
        return Map.of("ports", 600, "matching", matching, "waiting", 0, "lines", lines);
    }

    private static Map<String, Object> line(int port) {
        return Map.of(
                "id",
                "busy#%03d".formatted(port),
                "kind",
                "callback",
                "state",
                "receiving",
                "queued",
                0,
                "kept",
                0,
                "received",
                0,
                "monitors",
                0);
    }

    @Test
    void onePortIsShownWithThoseWhoWatchIt() {
        Port port = hub.node.port(p -> {});
        Port watcher = hub.node.port(p -> p.dependOn(port));
        assertThat(hub.run("ports", port.id().toString()).ended(ExitCode.OK).lines())
                .anyMatch(line -> line.matches("watchers +\\[" + watcher.id() + "\\]"))
                .anyMatch(line -> line.matches("state +receiving"));
        assertThat(hub.run("ports", "--json", watcher.id().toString()).objects().getFirst())
                .containsEntry("links", List.of(port.id().toString()));
        hub.run("ports", "hub#nobody").failed(ExitCode.FAILED, "there is no such port", "options");
    }

    @Test
    void whatCannotBeHadIsSaid() throws IOException {
        hub.run("ports", "--limit=0").failed(ExitCode.UNUSABLE, "--limit: 0 is not within 1 and 1000000", "--help");
        hub.run("ports", "--sort=size").failed(ExitCode.UNUSABLE, "--sort", "--help");
        hub.run("ports", "a;b").failed(ExitCode.UNUSABLE, "\"a;b\" names no node", "id");
        CommandRun.in(directory)
                .run("ports", "--no-config", "--timeout=1", "hub")
                .failed(ExitCode.FAILED, "node hub", "loommp trace");
        CommandRun.in(directory)
                .run("ports", "--no-config", "--timeout=1")
                .failed(ExitCode.FAILED, "no node could be reached within 1 s", "--seed HOST:PORT");
        hub.offer(Inspection.BENCH);
        hub.run("ports", "hub")
                .failed(ExitCode.FAILED, "node hub does not offer the service \"ports\"", "node_services");
        try (Node other = hub.join("other")) {
            hub.run("ports", other.id())
                    .failed(ExitCode.FAILED, "node other has no such node service (loommp::ports)", "no LoomMP node");
        }
    }

    @Test
    void withoutATerminalTopIsPrintedSoOften_withRatesFromTheSecondTimeOn() {
        Port lively = hub.node.port(p -> p.every(Duration.ofMillis(1), () -> {}));
        CommandRun run = hub.run("top", "--sort=rate", "--interval=0.3", "--count=3", "--limit=2", "hub")
                .ended(ExitCode.OK);
        assertThat(run.lines())
                .filteredOn(line -> line.startsWith("node hub: "))
                .hasSize(3);
        assertThat(run.lines().getFirst()).doesNotContain("a second").endsWith("; by rate");
        assertThat(run.lines())
                .filteredOn(line -> line.contains("come a second; by rate"))
                .hasSize(2);
        List<Map<String, Object>> objects = hub.run(
                        "top", "--json", "--sort=rate", "--interval=0.3", "--count=2", "--limit=1")
                .objects();
        assertThat(objects).hasSize(2);
        assertThat(objects.getLast()).containsEntry("port", lively.id().toString());
        assertThat((Number) objects.getLast().get("rate"))
                .satisfies(rate -> assertThat(rate.doubleValue()).isPositive());
    }

    @Test
    void whatTopCannotDoIsSaid() {
        hub.run("top", "--interval=0.1").failed(ExitCode.UNUSABLE, "--interval: 0.1 is not within 0.2 and", "--help");
        hub.run("top", "--count=0").failed(ExitCode.UNUSABLE, "--count: 0 is not within", "--help");
        hub.run("top", "--limit=501").failed(ExitCode.UNUSABLE, "--limit: 501", "--help");
        hub.run("top", "--sort=name").failed(ExitCode.UNUSABLE, "--sort", "--help");
        hub.offer();
        hub.run("top", "--count=1", "hub")
                .failed(ExitCode.FAILED, "does not offer the service \"ports\"", "node_services");
    }
}
