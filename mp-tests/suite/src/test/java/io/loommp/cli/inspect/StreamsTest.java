package io.loommp.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.PortId;
import io.loommp.cli.ExitCode;
import io.loommp.cli.testing.CommandRun;
import io.loommp.inspect.Inspection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code loommp deadletters} and {@code loommp bench}. */
@Timeout(120)
class StreamsTest {
    @TempDir
    private Path directory;

    private Hub hub;

    @BeforeEach
    void start() throws IOException {
        hub = new Hub(directory);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private CommandRun loseUntilDone(CompletableFuture<CommandRun> command) throws Exception {
        await().until(() -> {
            hub.node.send(PortId.of("hub#nobody"), "job\u001b[31m", 1, 2);
            return command.isDone();
        });
        return command.get(10, TimeUnit.SECONDS);
    }

    @Test
    void deadLettersArePrinted() throws Exception {
        assertThat(CommandRun.in(directory)
                        .run("deadletters", "--help")
                        .ended(ExitCode.OK)
                        .out())
                .contains("Usage: loommp deadletters", "--rate=N");
        CommandRun text = loseUntilDone(hub.start("deadletters", "--count=2", "--rate=1000", "hub"))
                .ended(ExitCode.OK);
        assertThat(text.lines()).hasSize(3).first().isEqualTo("what node hub cannot deliver from now on:");
        assertThat(text.lines().getLast())
                .startsWith("no_such_port to hub#nobody: \"job\\u001B[31m\", 3 elements, ")
                .endsWith(" bytes");
        CommandRun json =
                loseUntilDone(hub.start("deadletters", "--json", "--count=1")).ended(ExitCode.OK);
        assertThat(json.objects())
                .singleElement()
                .satisfies(letter -> assertThat(letter)
                        .containsEntry("to", "hub#nobody")
                        .containsEntry("cause", "no_such_port")
                        .containsEntry("elements", 3));
    }

    @Test
    void whoSwitchesTheServiceOffEndsThem() throws Exception {
        CompletableFuture<CommandRun> command = hub.start("deadletters", "hub");
        await().until(() -> hub.node.upNodes().size() == 1);
        await().until(() -> {
            hub.offer(Inspection.all().toArray(Inspection[]::new));
            hub.offer(Inspection.PORTS);
            return command.isDone();
        });
        CommandRun run = command.get(10, TimeUnit.SECONDS).ended(ExitCode.FAILED);
        assertThat(run.err()).containsAnyOf("its owner has switched the service off", "does not offer the service");
    }

    @Test
    void aNodeThatGoesEndsThem() throws Exception {
        CompletableFuture<CommandRun> command = hub.start("deadletters", "--json", "hub");
        await().until(() -> hub.node.statistics().remoteMonitors() > 0);
        hub.node.close();
        command.get(30, TimeUnit.SECONDS)
                .failed(ExitCode.FAILED, "the connection with node hub is lost", "when it is there");
    }

    @Test
    void roundTripsAndMessagesOneWayAreMeasured() throws Exception {
        assertThat(CommandRun.in(directory)
                        .run("bench", "--help")
                        .ended(ExitCode.OK)
                        .out())
                .contains("Usage: loommp bench", "--hgrm=FILE");
        Path hgrm = directory.resolve("trips.hgrm");
        CommandRun run = hub.run("bench", "--json", "--seconds=1", "--size=1KiB", "--hgrm=" + hgrm, "hub")
                .ended(ExitCode.OK);
        List<Map<String, Object>> objects = run.objects();
        assertThat(objects).hasSize(2);
        assertThat(objects.getFirst())
                .containsEntry("measure", "round_trip_micros")
                .containsEntry("size", 1024)
                .containsKeys("mean", "p50", "p90", "p99", "p99_9", "p99_99", "max");
        assertThat(objects.getLast()).containsEntry("measure", "throughput");
        assertThat(objects.getLast().get("messages"))
                .isInstanceOfSatisfying(
                        Number.class,
                        messages -> assertThat(messages.longValue()).isGreaterThanOrEqualTo(1000));
        assertThat(run.err()).contains("measuring round trips for 1 s", "measuring messages one way for 1 s");
        assertThat(Files.readString(hgrm)).contains("Percentile", "#[Mean");
        await().until(() -> hub.node.statistics().remoteMonitors() == 0);

        assertThat(hub.run("bench", "--seconds=1").ended(ExitCode.OK).lines())
                .hasSize(2)
                .satisfies(lines -> assertThat(lines.getFirst()).contains("one at a time; in microseconds: mean "))
                .satisfies(lines -> assertThat(lines.getLast()).contains("messages a second"));
    }

    @Test
    void whatCannotBeHadIsSaid() {
        hub.run("deadletters", "--rate=0").failed(ExitCode.UNUSABLE, "--rate: 0 is not within 1 and 1000", "--help");
        hub.run("deadletters", "--count=0").failed(ExitCode.UNUSABLE, "--count: 0 is not within", "--help");
        hub.run("bench", "--seconds=0").failed(ExitCode.UNUSABLE, "--seconds: 0 is not within 1 and 3600", "--help");
        hub.run("bench", "--size=2MiB").failed(ExitCode.UNUSABLE, "--size: 2097152 is not within", "--help");
        hub.run("bench", "--size=big").failed(ExitCode.UNUSABLE, "\"big\" is no size", "--help");
        hub.run("bench", "--seconds=1", "--hgrm=" + directory.resolve("no/such"), "hub")
                .ended(ExitCode.FAILED);
        hub.offer();
        hub.run("bench", "hub").failed(ExitCode.FAILED, "does not offer the service \"bench\"", "node_services");
        hub.run("deadletters", "hub")
                .failed(ExitCode.FAILED, "does not offer the service \"deadletters\"", "node_services");
        hub.services.close();
        await().untilAsserted(() -> hub.run("bench", "hub").failed(ExitCode.FAILED, "no such node service", "LoomMP"));
        hub.run("deadletters", "hub").failed(ExitCode.FAILED, "no such node service (loommp::deadletters)", "LoomMP");
    }
}
