package io.loommp.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.cli.ExitCode;
import io.loommp.cli.Program;
import io.loommp.cli.testing.CommandRun;
import io.loommp.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A network of five nodes: configured, run, asked and ended by nothing but the command. */
@Timeout(180)
class FiveNodesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private String address = "";

    @BeforeEach
    void configure() throws IOException {
        address = FreePort.address();
        Path files = Files.createDirectory(directory.resolve("files"));
        command("gensecret", "seeds", address, "profile", "seed", "nodeid", "seed", "binds", address)
                .ended(ExitCode.OK);
        command("profile", "worker", "binds", "127.0.0.1:*", "services", "echo").ended(ExitCode.OK);
        command("profile", "first", "parent", "worker", "nodeid", "first").ended(ExitCode.OK);
        command("profile", "second", "parent", "worker", "nodeid", "second").ended(ExitCode.OK);
        worker("files", "[[\"ioserver\", \"" + files + "\"]]");
        worker("talk", "[[\"chat\", {\"topic\": \"weather\"}], \"time\"]");
    }

    private void worker(String name, String services) {
        command("profile", name, "parent", "worker", "nodeid", name, "services", services)
                .ended(ExitCode.OK);
    }

    private Map<String, String> environment() {
        return Map.of("LOOMMP_CONFIG", directory.resolve("config.json").toString());
    }

    private CommandRun command(String... words) {
        return new CommandRun.Setup(directory, environment(), "").run(words);
    }

    private Program run(String... words) throws IOException {
        return Program.loommp(
                directory,
                environment(),
                Stream.concat(Stream.of("run"), Stream.of(words)).toArray(String[]::new));
    }

    private List<String> keys(String family) {
        return command("db", "keys", family).lines();
    }

    private void awaitKeys(String family, int count) {
        await().atMost(LIMIT).until(() -> keys(family).size() == count);
    }

    private List<String> ask(String... words) {
        return command(words).ended(ExitCode.OK).lines();
    }

    @Test
    void theyFindEachOther_serve_andFindEachOtherAgainWhenTheSeedHasBeenRestarted() throws Exception {
        try (Program seed = run("profile", "seed");
                Program first = run("first");
                Program second = run("--profile", "second", "--service", "reverse");
                Program files = run("profile", "files");
                Program talk = run("talk")) {
            assertThat(seed.awaitLine("listens on")).isEqualTo("node seed listens on " + address);
            for (Program each : List.of(first, second, files, talk)) {
                assertThat(each.awaitLine("listens on")).contains("listens on 127.0.0.1:");
            }
            awaitKeys("echo", 2);
            for (String family : List.of("reverse", "ioserver", "chat", "time")) {
                awaitKeys(family, 1);
            }
            assertThat(ask("trace", "seed")).contains("seed -> files first second talk");
            assertThat(ask("cal", "first#echo", "hello", "[1]")).containsExactly("\"hello\",[1]");
            assertThat(ask("cal", "second#reverse", "hello")).containsExactly("\"olleh\"");

            second.terminate();
            assertThat(second.awaitEnd(LIMIT)).isEqualTo(ExitCode.TERMINATED);
            awaitKeys("echo", 1);

            seed.kill();
            try (Program again = run("seed")) {
                assertThat(again.awaitLine("listens on")).contains(address);
                awaitKeys("chat", 1);
                awaitKeys("echo", 1);
                assertThat(ask("cal", "talk#time", "now"))
                        .singleElement()
                        .asString()
                        .matches("[\\d.]+,\"\\d{4}-.+Z\"");
            }
        }
    }
}
