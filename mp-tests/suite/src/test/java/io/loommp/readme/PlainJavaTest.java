package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.ExitCode;
import io.loommp.cli.Program;
import io.loommp.cli.testing.CommandRun;
import io.loommp.net.Secret;
import io.loommp.testing.FreePort;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs of README.md, copied into files, need javac, java, and the jar of the command. */
@Timeout(120)
class PlainJavaTest {
    private static final Pattern CLASS = Pattern.compile("public (?:final )?class (\\w+)");
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    private Path directory;

    private final List<String> names = new ArrayList<>();

    private static String jar() {
        return Sources.home().resolve("mp-cli/target/loommp.jar").toString();
    }

    @BeforeEach
    void compile() throws IOException {
        compile("README.md");
    }

    private void compile(String page) throws IOException {
        List<String> javac = new ArrayList<>(List.of("-Xlint:all", "-Werror", "--release", "21", "-cp", jar()));
        for (String program :
                Sources.shown(Sources.read(Sources.home().resolve(page))).values()) {
            Matcher name = CLASS.matcher(program);
            assertThat(name.find()).as("%s", program).isTrue();
            names.add(name.group(1));
            javac.add(Files.writeString(directory.resolve(name.group(1) + ".java"), program)
                    .toString());
        }
        int exitCode =
                ToolProvider.findFirst("javac").orElseThrow().run(System.out, System.err, javac.toArray(String[]::new));
        assertThat(exitCode).isZero();
    }

    private Program start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                jar() + File.pathSeparator + directory));
        command.addAll(List.of(words));
        return Program.command(command);
    }

    @Test
    void oneProcess() throws Exception {
        assertThat(names).containsExactly("PingPong", "Receiver", "Sender");
        try (Program program = start("PingPong")) {
            assertThat(program.awaitEnd(LIMIT)).isZero();
            assertThat(program.lines()).containsExactly("[\"pong\", 2] was taken first, then [\"pong\", 1]");
        }
    }

    @Test
    void twoProcesses() throws Exception {
        Path secret = directory.resolve("secret");
        assertThat(Secret.createFile(secret)).hasToString("***");
        String address = FreePort.address();
        try (Program receiver = start("Receiver", secret.toString(), address)) {
            assertThat(receiver.awaitLine("listens on")).isEqualTo("listens on [" + address + "]");
            try (Program sender = start("Sender", secret.toString(), address)) {
                assertThat(sender.awaitEnd(LIMIT)).isZero();
                assertThat(sender.lines()).containsExactly("[\"result\", \"HELLO\"]");
            }
        }
    }

    @Test
    void aServiceOfOnesOwn() throws Exception {
        compile("docs/services.md");
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve("io.loommp.service.NodeService"), "CounterService\n");
        Path secret = directory.resolve("secret");
        assertThat(Secret.createFile(secret)).hasToString("***");
        String address = FreePort.address();
        String[] network = {"--no-config", "--secret-file=" + secret, "--seed=" + address};
        List<String> run = new ArrayList<>(List.of("run", "--nodeid=hub", "--bind=" + address));
        run.addAll(List.of("--classpath=" + directory, "--service=[\"counter\", 5]"));
        run.addAll(List.of(network));
        try (Program hub = Program.loommp(directory, run.toArray(String[]::new))) {
            assertThat(hub.awaitLine("listens on")).isEqualTo("node hub listens on " + address);
            List<String> cal = new ArrayList<>(List.of("cal"));
            cal.addAll(List.of(network));
            cal.addAll(List.of("hub#counter", "next"));
            assertThat(CommandRun.in(directory)
                            .run(cal.toArray(String[]::new))
                            .ended(ExitCode.OK)
                            .lines())
                    .containsExactly("\"is\",5");
        }
    }

    @Test
    void aWrongSecretIsNamedOnStderr() throws Exception {
        Path secret = directory.resolve("secret");
        Path other = directory.resolve("other");
        assertThat(Secret.createFile(secret)).hasToString("***");
        assertThat(Secret.createFile(other)).hasToString("***");
        String address = FreePort.address();
        try (Program receiver = start("Receiver", secret.toString(), address)) {
            assertThat(receiver.awaitLine("listens on")).isNotEmpty();
            try (Program sender = start("Sender", other.toString(), address)) {
                assertThat(sender.awaitLine("wrong secret")).contains(address);
            }
            assertThat(receiver.awaitLine("wrong secret")).startsWith("WARN refused 127.0.0.1:");
        }
    }
}
