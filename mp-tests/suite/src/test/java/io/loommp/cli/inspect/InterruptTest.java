package io.loommp.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.cli.ExitCode;
import io.loommp.cli.Main;
import io.loommp.cli.Program;
import io.loommp.cli.testing.PseudoTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that go on for long, ended by a signal: with its exit code, without a stack trace, and the terminal as it was. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals")
class InterruptTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Hub hub;

    @BeforeEach
    void start() throws IOException {
        hub = new Hub(directory);
        Port silent = hub.node.port(p -> p.onMessage(message -> {}));
        hub.node.register("silent", silent);
        hub.node.database().set("family", "key", 1);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private String[] line(String words) {
        List<String> line = new ArrayList<>(List.of(words.split(" ", -1)));
        if (!words.startsWith("demo")) {
            line.addAll(hub.options());
        }
        return line.toArray(String[]::new);
    }

    private Program program(String words) throws IOException {
        List<String> options = List.of(
                "-Xmx256m",
                "-Djava.io.tmpdir=" + directory,
                "-Dloommp.home=" + Path.of(System.getProperty("loommp.home")).toRealPath());
        return Program.behind(List.of(), Main.class, options, line(words));
    }

    private static void endedBy(String signal, int code, Program program) throws Exception {
        program.signal(signal);
        assertThat(program.awaitEnd(LIMIT)).as(program::output).isEqualTo(code);
        assertThat(program.lines())
                .noneMatch(line -> (line.startsWith("loommp: ") && !line.startsWith("loommp: still waiting"))
                        || line.startsWith("\tat ")
                        || line.contains("Exception")
                        || line.contains("ERROR"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    mon -v hub#silent                | hub is up
                    cal -v hub#silent x              | hub is up
                    shell -v                         | hub is up
                    top --interval=0.2 hub           | PORT
                    deadletters hub                  | cannot deliver from now on
                    db watch family                  | + key
                    db set family other 1 --hold     | until Ctrl-C
                    bench --seconds=600 hub          | measuring round trips
                    run --nodeid=node                | node node runs
                    run --nodeid=node --watch        | node node runs
                    demo --size=256MiB               | Starting client-3
                    """)
    void ctrlCEndsIt(String words, String running) throws Exception {
        try (Program program = program(words)) {
            assertThat(program.awaitLine(running)).isNotEmpty();
            List<ProcessHandle> children = program.children();
            endedBy("INT", ExitCode.INTERRUPTED, program);
            await().atMost(LIMIT).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        }
        assertThat(leftBehind()).isEmpty();
    }

    private List<Path> leftBehind() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("loommp-"))
                    .toList();
        }
    }

    @Test
    void soDoesTraceWhileANodeDoesNotAnswer() throws Exception {
        try (Program frozen = program("run --nodeid=frozen --bind=127.0.0.1:0")) {
            assertThat(frozen.awaitLine("listens")).isNotEmpty();
            try (Node other = hub.join("other")) { // finds it when its address is known
                await().atMost(LIMIT).until(() -> {
                    other.send(PortId.of("frozen"), "devnull");
                    return other.isUp("frozen");
                });
            }
            frozen.signal("STOP");
            try (Program trace = program("trace -v hub")) {
                assertThat(trace.awaitLine("hub -> ")).contains("frozen");
                endedBy("INT", ExitCode.INTERRUPTED, trace);
            } finally {
                frozen.signal("CONT");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "HUP, 129"})
    void otherSignalsHaveCodesOfTheirOwn(String signal, int code) throws Exception {
        try (Program mon = program("mon -v hub#silent")) {
            assertThat(mon.awaitLine("hub is up")).isNotEmpty();
            endedBy(signal, code, mon);
        }
    }

    private PseudoTerminal terminal(String words) throws IOException {
        PseudoTerminal.assumeThere();
        String command = PseudoTerminal.loommp("--enable-native-access=ALL-UNNAMED", line(words));
        Path script = Files.writeString(directory.resolve("exec.sh"), "echo $$ >" + pid() + "\nexec " + command + "\n");
        return PseudoTerminal.run(
                directory,
                Map.of("TERM", "screen-256color", "XDG_STATE_HOME", directory.toString()),
                "echo before; stty -g >" + directory.resolve("stty.before") + "; sh " + script + "; code=$?; stty -g >"
                        + directory.resolve("stty.after") + "; echo after; exit $code");
    }

    private Path pid() {
        return directory.resolve("pid");
    }

    private void signal(String name) throws Exception {
        Program.signal(name, Long.parseLong(Files.readString(pid()).strip()));
    }

    private void isAsItWas(PseudoTerminal terminal) throws IOException {
        assertThat(terminal.everything()).contains("before", "after").doesNotContain("Exception", "loommp: ");
        assertThat(directory.resolve("stty.after")).hasSameTextualContentAs(directory.resolve("stty.before"));
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void topGivesTheTerminalBack(String signal, int code) throws Exception {
        try (PseudoTerminal top = terminal("top hub")) {
            assertThat(top.awaitText("by mailbox")).doesNotContain("before");
            signal(signal);
            assertThat(top.awaitEnd()).isEqualTo(code);
            isAsItWas(top);
            assertThat(top.everything()).doesNotContain("PORT");
        }
    }

    @Test
    void theShellGivesTheTerminalBack_andTakesCtrlCForItsLine() throws Exception {
        try (PseudoTerminal shell = terminal("shell")) {
            shell.awaitLastLine("loommp>");
            shell.type("half a li").awaitText("half a li");
            signal("INT");
            shell.awaitLastLine("loommp>");
            signal("TERM");
            assertThat(shell.awaitEnd()).isEqualTo(ExitCode.TERMINATED);
            isAsItWas(shell);
        }
    }
}
