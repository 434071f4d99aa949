package io.loommp.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.loommp.Port;
import io.loommp.cli.Program;
import io.loommp.cli.testing.PseudoTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands whose results nobody reads any more, and those whose results cannot be written. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its pipes have no signal")
class ReaderGoneTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ENDED = "ended with ";

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

    /** A command in a shell that says how it has ended, with something behind it for its standard output. */
    private static Program shell(String[] line, String behind) throws IOException {
        String command = PseudoTerminal.loommp("-Xmx128m", line);
        return Program.command(List.of("sh", "-c", "{ " + command + "; echo \"" + ENDED + "$?\" >&2; } " + behind));
    }

    /** In front of somebody who reads nothing, once "closed" has been said. */
    private static Program unread(String... line) throws IOException {
        Program program = shell(line, "| { exec 0<&-; echo closed >&2; }");
        assertThat(program.awaitLine("closed")).isEqualTo("closed");
        return program;
    }

    private static void endsQuietly(Program program) throws InterruptedException {
        assertThat(program.awaitEnd(LIMIT)).as(program::output).isZero(); // of who reads
        assertThat(program.lines()).last().isEqualTo(ENDED + 141);
        assertThat(program.lines()).noneMatch(line -> line.contains("loommp:") || line.contains("Exception"));
    }

    private String[] line(String words) {
        return Stream.concat(Stream.of(words.split(" ", -1)), hub.options().stream())
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ports --timeout=30 hub",
                "top --timeout=30 hub",
                "trace hub",
                "deadletters --timeout=30 hub",
                "bench --timeout=30 --seconds=1 hub"
            })
    void whatPrintsEnds(String words) throws Exception {
        try (Program program = unread(line(words))) {
            endsQuietly(program);
        }
    }

    @Test
    void whatPrintsLaterEndsThen() throws Exception {
        Port port = hub.node.port(p -> {});
        try (Program mon = unread(line("mon " + port.id()))) {
            await().atMost(LIMIT).until(() -> hub.node.info(port).orElseThrow().monitors() > 0);
            port.kill();
            endsQuietly(mon);
        }
    }

    @Test
    void whatIsPrintedFromAnotherThreadEndsTheCommand() throws Exception {
        hub.node.database().set("family", "a", 1);
        try (Program watch = shell(hub.line("db watch", "family"), "| head -n 1")) {
            assertThat(watch.awaitLine("+ a")).isEqualTo("+ a 1");
            hub.node.database().set("family", "b", 2);
            int[] value = {2};
            await().atMost(LIMIT).until(() -> {
                hub.node.database().set("family", "b", ++value[0]);
                return watch.output().contains(ENDED);
            });
            endsQuietly(watch);
        }
    }

    @Test
    void soDoesTheShell_thoughItWaitsForItsInput() throws Exception {
        try (Program shell = unread(line("shell"))) {
            shell.tell("help");
            endsQuietly(shell);
        }
    }

    @Test
    void resultsThatCannotBeWrittenAreAFailure() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "there is no device that is always full");
        try (Program ports = shell(hub.line("ports", "hub"), ">/dev/full")) {
            assertThat(ports.awaitEnd(LIMIT)).as(ports::output).isZero(); // of echo
            assertThat(ports.lines())
                    .containsExactly(
                            "loommp: results cannot be written: No space left on device",
                            "Is there room where they go to?",
                            ENDED + 1);
        }
    }
}
