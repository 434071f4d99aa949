package io.loommp.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script that checks logs finds what is wrong in them, and has nothing of LoomMP in it. */
@Timeout(60)
class CheckLogsTest {
    private static final String RECEIVED = """
            P b#1
            a.1>b 1 1
            a.1>b 1 2
            a.1>b 1 3
            a.1>b 2 1
            a.1>b 2 2
            """;
    private static final String WATCHED = """
            S a.1>b:1 b b#1 1000000
            F a.1>b:1 2000000 5 lost
            S a.1>b:2 b b#1 2100000
            E a.1>b:2 3000000 2
            end
            """;
    private static final String FAULTS = """
            fault 1 reset a 1900000
            must 1 a b 1900000 2400000
            calm 1 a b 2400000 3000000
            """;

    @TempDir
    private Path directory;

    static Path script() {
        return Path.of(
                System.getProperty("loommp.home"), "mp-tests/suite/src/test/java/io/loommp/faults/CheckLogs.java");
    }

    private List<String> wrong(String received, String watched) throws IOException {
        write(received, watched);
        return new CheckLogs(directory).wrong();
    }

    private void write(String received, String watched) throws IOException {
        Files.writeString(directory.resolve("received-b-1.log"), received);
        Files.writeString(directory.resolve("watched-a-1.log"), watched);
        Files.writeString(directory.resolve("faults.log"), FAULTS);
    }

    private void runScript(int code, String output) throws Exception {
        try (Program script = Program.script(script(), directory.toString())) {
            assertThat(script.awaitEnd(Duration.ofSeconds(40)))
                    .as(script::output)
                    .isEqualTo(code);
            assertThat(script.output()).contains(output);
        }
    }

    @Test
    void asAScriptItNeedsNothingElse() throws Exception {
        write(RECEIVED, WATCHED);
        runScript(
                0,
                "{\"violations\":0,\"messages\":5,\"watches\":2,\"firings\":1,\"musts\":1,\"calms\":1,"
                        + "\"firing_ms_median\":100.0,\"firing_ms_max\":100.0}");
        write(RECEIVED.replace("a.1>b 1 2\n", ""), WATCHED);
        runScript(1, "G3: ");
    }

    @Test
    void theLastMessageBeforeAFiringIsSeenMayHaveBeenSentBehindIt_andALineCutOffIsNone() throws Exception {
        String received = RECEIVED.replace("a.1>b 1 3\n", "a.1>b 1 5\n") + "a.1>b 2";
        assertThat(wrong(received, WATCHED)).isEmpty();
    }

    @Test
    void itKnowsNothingOfLoomMp() throws IOException {
        assertThat(Files.readString(script()))
                .doesNotContain("import io.loommp")
                .contains("import java.io");
    }

    @ParameterizedTest
    @CsvSource({
        // what is wrong; in which file; this; becomes that
        "G1, received, a.1>b 2 1, a.1>b 2 1~a.1>b 1 4", // an older epoch
        "G2, received, a.1>b 1 3, a.1>b 1 3~a.1>b 1 3", // twice
        "G2, received, a.1>b 1 2~a.1>b 1 3, a.1>b 1 2~a.1>b 1 1~a.1>b 1 3", // late
        "G3, received, a.1>b 1 2~a.1>b 1 3, a.1>b 1 3", // a hole
        "G3, received, a.1>b 1 2~a.1>b 1 3, a.1>b 1 4~a.1>b 1 5", // a hole of which only the end can be explained
        "G4, received, ~a.1>b 2 2, ''", // lost, and not told
        "G4, watched, E a.1>b:2 3000000 2~, ''", // never told anything
        "G5, watched, F a.1>b:1 2000000 5 lost, F a.1>b:1 2000000 5 lost~F a.1>b:1 2000000 5 lost", // twice
        "G5, watched, F a.1>b:1 2000000 5 lost, U a.1>b:1 2000000 5~F a.1>b:1 2000000 5 lost", // after it was taken
        // back
        "G7, received, a.1>b 2 1, P b#1~a.1>b 2 1", // the id of a port once more
        "G7, watched, S a.1>b:2 b b#1, S a.1>b:2 b b#2", // for another port
        "G8, watched, F a.1>b:1 2000000, F a.1>b:1 2600000", // late
        "G8, watched, E a.1>b:2 3000000, F a.1>b:2 2900000", // without a reason
    })
    void whatIsWrongIsFound(String rule, String file, String right, String wrong) throws Exception {
        boolean inReceived = file.equals("received");
        String original = inReceived ? RECEIVED : WATCHED;
        String changed = original.replace(right.replace('~', '\n'), wrong.replace('~', '\n'));
        assertThat(changed).as("the change").isNotEqualTo(original);
        assertThat(wrong(inReceived ? changed : RECEIVED, inReceived ? WATCHED : changed))
                .anyMatch(line -> line.startsWith(rule + ": "));
    }
}
