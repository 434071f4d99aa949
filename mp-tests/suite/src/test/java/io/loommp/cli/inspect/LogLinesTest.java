package io.loommp.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.ExitCode;
import io.loommp.cli.Main;
import io.loommp.cli.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node says of its start, its connections and its end, and from which verbosity on (aemp.md 12.1). */
@Timeout(120)
class LogLinesTest {
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

    private String said(String... verbosity) throws Exception {
        List<String> line = new ArrayList<>(List.of("snd", "hub", "devnull"));
        line.addAll(hub.options());
        line.addAll(List.of(verbosity));
        try (Program snd = Program.main(Main.class, Map.of(), line.toArray(String[]::new))) {
            assertThat(snd.awaitEnd(Duration.ofSeconds(60))).as(snd::output).isEqualTo(ExitCode.OK);
            return snd.output();
        }
    }

    @Test
    void nodesThatComeAndGoAreInformation() throws Exception {
        assertThat(said("-v"))
                .contains("hub is up.", "hub is down (")
                .doesNotContain("starting up.", "connecting to", "connected as");
    }

    @Test
    void theStartIsForDebugging() throws Exception {
        assertThat(said("-vv")).contains("starting up.", "hub is up.").doesNotContain("connecting to", "connected as");
    }

    @Test
    void connectionsAreForTracing() throws Exception {
        assertThat(said("-vvv").lines())
                .anyMatch(line -> line.endsWith("connecting to /" + hub.address))
                .anyMatch(line -> line.endsWith(hub.address + " connected as hub."))
                .anyMatch(line -> line.contains(hub.address + " disconnected - "));
    }

    @Test
    void withoutAWordNothingIsSaidButTheResult() throws Exception {
        assertThat(said()).isEqualTo("message sent successfully");
    }
}
