package io.loommp.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.cli.ExitCode;
import io.loommp.cli.testing.PseudoTerminal;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.testing.FreePort;
import io.loommp.testing.Latches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shell of the command's jar, in a real terminal. */
@Timeout(120)
class TerminalShellTest {
    @TempDir
    private Path home;

    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    private Node hub;

    @BeforeEach
    void start() throws IOException {
        PseudoTerminal.assumeThere();
        String address = FreePort.address();
        hub = Nodes.start(NodeConfig.builder()
                .nodeId("hub")
                .secret(Secret.createFile(home.resolve("secret")))
                .bind(address)
                .seed(address)
                .build());
        hub.register("text", hub.port(p -> p.onMessage(received::add)));
        hub.export(
                "loommp::ports",
                (self, args) -> self.send( // as the node services tell them
                        Message.fromList(args).port(1),
                        "ok",
                        Map.of("lines", List.of(Map.of("id", "hub#x1", "names", List.of("hotel"))))));
        hub.database().register("printers", PortId.of("hub#text"));
    }

    @AfterEach
    void stop() {
        if (hub != null) {
            hub.close();
        }
    }

    private String command(String... words) throws IOException {
        Path loommp = Path.of(System.getProperty("loommp.home")).toRealPath();
        Stream<String> java = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                loommp.resolve("mp-cli/target/loommp.jar").toString(),
                "shell",
                "--no-config",
                "--nodeid=me",
                "--secret-file=" + home.resolve("secret"),
                "--seed=" + hub.addresses().getFirst());
        return Stream.concat(java, Stream.of(words)).map(PseudoTerminal::quoted).collect(Collectors.joining(" "));
    }

    private PseudoTerminal run(String command) throws IOException {
        return PseudoTerminal.run(
                home, Map.of("XDG_STATE_HOME", home.resolve("state").toString()), command);
    }

    @Test
    void linesAreEditedCompletedAndRemembered_andWhatComesDoesNotSpoilThem() throws Exception {
        try (PseudoTerminal terminal = run("exec " + command())) {
            terminal.awaitText("This is node me; type help");
            terminal.awaitLastLine("loommp>");

            // nodes, ports and families are completed, by what was seen and by what nodes tell
            terminal.type("call hub time").press("Enter").awaitText("loommp> call hub time");
            terminal.type("db printers").press("Enter").awaitText("hub#text");
            terminal.type("sen").press("Tab").awaitLastLine("loommp> send");
            terminal.type("hub#t").press("Tab").awaitLastLine("loommp> send hub#text");
            terminal.type("hello $S").press("Tab").awaitLastLine("loommp> send hub#text hello $SELF");
            terminal.press("Enter").awaitText("message sent successfully");
            Message hello = Latches.next(received);
            assertThat(hello.string(0)).isEqualTo("hello");
            terminal.type("watch pri").press("Tab").awaitLastLine("loommp> watch printers");

            terminal.press("C-u").type("mon hub#hot").press("Tab").awaitLastLine("loommp> mon hub#hotel");
            terminal.press("C-u").type("watch pri").press("Tab").awaitLastLine("loommp> watch printers");

            // a message that comes stands above the line, which Ctrl-C then cancels
            terminal.type("half");
            terminal.awaitLastLine("loommp> watch printers half");
            hub.send(hello.port(1), "news", "\u001b[31mred");
            terminal.awaitText("<- [\"news\",\"\\u001B[31mred\"]");
            terminal.awaitLastLine("loommp> watch printers half");
            terminal.press("C-c");
            terminal.awaitLastLine("loommp>");

            // a wait is cancelled by Ctrl-C, the shell is not
            terminal.type("call hub#text nothing").press("Enter");
            assertThat(Latches.next(received).string(0)).isEqualTo("nothing");
            terminal.press("C-c").awaitText("error: cancelled");
            terminal.type("in hub").press("Enter").awaitLastLine("hub>");

            terminal.type("mon #text").press("Enter").awaitText("hub> mon #text");
            terminal.press("C-d");
            assertThat(terminal.awaitEnd()).isEqualTo(ExitCode.OK);
            assertThat(terminal.everything()).doesNotContain("WARNING", "Exception", "\tat ");
        }
        Path history = home.resolve("state/loommp/history");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(history))
                .contains("call hub time", "in hub")
                .doesNotContain("watch printers half");

        try (PseudoTerminal terminal = run("exec " + command("hub"))) {
            terminal.awaitLastLine("hub>");
            terminal.press("Up").awaitLastLine("hub> mon #text");
            terminal.press("C-u").type("mon #hot").press("Tab").awaitLastLine("hub> mon #hotel");
            terminal.press("C-c").type("exit").press("Enter");
            assertThat(terminal.awaitEnd()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void linesOfAPipeAreReadAlsoWhenTheResultsGoToATerminal() throws Exception {
        try (PseudoTerminal terminal = run("printf 'send hub#text piped\\n' | " + command())) {
            assertThat(terminal.awaitEnd()).isEqualTo(ExitCode.OK);
            assertThat(terminal.everything())
                    .startsWith("message sent successfully")
                    .doesNotContain("loommp>", "WARNING");
        }
        assertThat(Latches.next(received)).isEqualTo(Message.of("piped"));
        assertThat(List.of(home.resolve("state"))).noneMatch(Files::exists);
    }
}
