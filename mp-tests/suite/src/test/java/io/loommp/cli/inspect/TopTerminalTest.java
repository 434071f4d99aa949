package io.loommp.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.Port;
import io.loommp.cli.ExitCode;
import io.loommp.cli.testing.PseudoTerminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code loommp top} in a real terminal. */
@Timeout(120)
class TopTerminalTest {
    @TempDir
    private Path directory;

    private final CountDownLatch release = new CountDownLatch(1);
    private Hub hub;

    @BeforeEach
    void start() throws IOException {
        PseudoTerminal.assumeThere();
        hub = new Hub(directory);
    }

    @AfterEach
    void close() {
        release.countDown();
        if (hub != null) {
            hub.close();
        }
    }

    private PseudoTerminal top(String... args) throws IOException {
        String command = PseudoTerminal.loommp("--enable-native-access=ALL-UNNAMED", hub.line("top", args));
        return PseudoTerminal.run(
                directory,
                Map.of("TERM", "screen-256color"),
                "echo before; " + command + "; code=$?; stty -a | grep -o '.echo '; echo after; exit $code");
    }

    private static List<String> ports(PseudoTerminal terminal) throws IOException {
        return terminal.screen()
                .lines()
                .filter(line -> line.contains(" callback "))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    @Test
    void itFillsTheTerminal_changesItsOrderByKeys_andGivesTheTerminalBackAtTheEnd() throws IOException {
        Port full = hub.stuck(release, 7);
        Port watched = hub.node.port(p -> {});
        hub.node.onEnd(watched, why -> {});
        hub.node.onEnd(watched, why -> {});
        try (PseudoTerminal terminal = top("--interval=0.5", "hub")) {
            terminal.awaitText("by mailbox; every 0.5 s");
            assertThat(terminal.screen())
                    .contains("PORT", "STATE", "m mailbox", "q ends")
                    .doesNotContain("before");
            await().until(() -> ports(terminal).getFirst().equals(full.id().name()));
            terminal.awaitText("come a second");

            terminal.press("w");
            terminal.awaitText("by monitors; every 0.5 s");
            await().until(() -> ports(terminal).getFirst().equals(watched.id().name()));
            terminal.type("-").awaitText("every 1.0 s");
            terminal.type("+").awaitText("every 0.5 s");

            terminal.type("q");
            assertThat(terminal.awaitEnd()).isEqualTo(ExitCode.OK);
            assertThat(terminal.everything())
                    .contains("before", " echo", "after")
                    .doesNotContain("PORT");
        }
    }

    @Test
    void ctrlCEndsItCleanly() throws IOException {
        try (PseudoTerminal terminal = top("hub")) {
            terminal.awaitText("by mailbox");
            terminal.press("C-c");
            assertThat(terminal.awaitEnd()).isEqualTo(ExitCode.INTERRUPTED);
            assertThat(terminal.everything())
                    .contains("before", " echo", "after")
                    .doesNotContain("Exception", "PORT");
        }
    }

    @Test
    void whenTheNodeGoesItSaysSo() throws IOException {
        try (PseudoTerminal terminal = top("--timeout=2", "hub")) {
            terminal.awaitText("by mailbox");
            hub.close();
            assertThat(terminal.awaitEnd()).isEqualTo(ExitCode.FAILED);
            assertThat(terminal.screen()).contains("loommp: node hub", " echo");
        }
    }
}
