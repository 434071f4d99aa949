package io.loommp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.network.PerlNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code LOOMMP_TRACE} shows each message on stderr, whatever program starts the node. */
@Timeout(120)
class TraceVariableTest {
    private static final List<String> VERBOSE = List.of("-Dorg.slf4j.simpleLogger.log.io.loommp.trace=info");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private static Program traced(String value, Class<?> main, String... args) throws Exception {
        return Program.behind(List.of("env", "LOOMMP_TRACE=" + value), main, List.of(), args);
    }

    @Test
    void aProgramShowsWhatItsNodesSendAndReceive_inTheFormOfAeMpTrace() throws Exception {
        try (Program program = traced("1", TracedProgram.class)) {
            program.awaitLine("SND one <- [\"port\",\"hello\",1,\"\\u009B31mred\"]");
            program.awaitLine("RCV two -> [");
            program.awaitLine("SND one <- [\"port\",\"within\",\"two\"]");
            assertThat(program.awaitLine("RCV one -> [")).endsWith("\"within\",\"two\"]");
            assertThat(program.awaitLine("RCV two -> [")).endsWith("\"hello\",1,\"\\u009B31mred\"]");
        }
    }

    @Test
    void withoutIt_orWithZero_nothingIsShown() throws Exception {
        for (String value : List.of("", "0")) {
            try (Program program = traced(value, TracedProgram.class)) {
                program.awaitLine("both have arrived");
                program.endInput();
                assertThat(program.awaitEnd(LIMIT)).isZero();
                assertThat(program.output()).doesNotContain("SND ", "RCV ");
            }
        }
    }

    @Test
    void aProgramIsTracedByVariables_withoutAChangeOfItsCode() throws Exception {
        Path file = directory.resolve("trace");
        List<String> variables = List.of("env", "LOOMMP_TRACE_FILE=" + file, "LOOMMP_TRACE_FLAGS=sp");
        try (Program program = Program.behind(variables, TracedProgram.class, List.of())) {
            program.awaitLine("both have arrived");
            program.endInput();
            assertThat(program.awaitEnd(LIMIT)).isZero();
        }
        assertThat(Files.readString(file).lines().toList())
                .anyMatch(line -> line.matches("\\d{4}-\\S+Z spawned one#\\w+"))
                .anyMatch(line -> line.matches("\\d{4}-\\S+Z sent two -> one#port \\[\"hello\".*"))
                .anyMatch(line -> line.endsWith(" TraceDisabled[]"));
    }

    @Test
    void orIntoItsLog() throws Exception {
        List<String> variables = List.of("env", "LOOMMP_TRACE_CONSOLE=1", "LOOMMP_TRACE_FLAGS=r");
        try (Program program = Program.behind(variables, TracedProgram.class, VERBOSE)) {
            assertThat(program.awaitLine("io.loommp.trace - received one#")).contains(" <- [\"");
        }
    }

    @Test
    void theCommandShowsWhatItAsks() throws Exception {
        Path secret = Files.createFile(
                directory.resolve("secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, PerlNode.SECRET);
        try (PerlNode perl = new PerlNode("alpha").port("text", (from, message) -> {});
                Program cal = traced(
                        "1",
                        Main.class,
                        "cal",
                        "--no-config",
                        "--secret-file=" + secret,
                        "--seed=" + perl.address(),
                        "alpha#text",
                        "hello")) {
            assertThat(cal.awaitLine("SND alpha <- [\"text\",\"hello\",\"loommp/"))
                    .endsWith("\"]");
        }
    }
}
