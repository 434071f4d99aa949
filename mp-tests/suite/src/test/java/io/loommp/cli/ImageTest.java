package io.loommp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command with a Java runtime of its own, as the script build-image makes it. */
@Timeout(300)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is one of POSIX shells")
class ImageTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int NO_JLINK = 3;

    @TempDir
    private Path directory;

    private record Ended(int exitCode, String output) {}

    private Ended build(String javaHome) throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("loommp.home")).toRealPath();
        Path log = directory.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                        home.resolve("build-image").toString(),
                        directory.resolve("image").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().remove("LOOMMP_JAVA_HOME");
        builder.environment().put("JAVA_HOME", javaHome);
        int code = builder.start().waitFor();
        return new Ended(code, Files.readString(log, StandardCharsets.UTF_8));
    }

    @Test
    void itRunsNodesWithServices() throws Exception {
        Ended built = build(System.getProperty("java.home"));
        if (built.exitCode() == NO_JLINK) {
            abort("an image cannot be built here: " + built.output());
        }
        assertThat(built.exitCode()).as(built.output()).isZero();
        String loommp = directory.resolve("image/bin/loommp").toString();
        try (Program version = Program.command(List.of(loommp, "--version"))) {
            assertThat(version.awaitEnd(LIMIT)).isZero();
            assertThat(version.output()).startsWith("loommp ");
        }
        List<String> run =
                List.of(loommp, "run", "--no-config", "--nodeid=here", "--service=echo", "--watch", "--health=0");
        try (Program node = Program.command(run)) {
            assertThat(node.awaitLine("node")).isEqualTo("node here runs and listens nowhere");
            assertThat(node.awaitLine("health")).contains("http://127.0.0.1:");
            node.terminate();
            assertThat(node.awaitEnd(LIMIT)).isEqualTo(ExitCode.TERMINATED);
        }
    }

    @Test
    void itSaysWhatIsMissing() throws Exception {
        Path jdk = Files.createDirectory(directory.resolve("jdk"));
        Files.createDirectory(jdk.resolve("bin"));
        Files.createSymbolicLink(
                jdk.resolve("bin/java"),
                Path.of(System.getProperty("java.home"), "bin", "java").toRealPath());
        Ended ended = build(jdk.toString());
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(NO_JLINK);
        assertThat(ended.output()).contains("has no bin/jlink");
    }
}
