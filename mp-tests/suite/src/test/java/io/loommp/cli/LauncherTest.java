package io.loommp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code loommp} that is stopped while it builds, in a tree of its own with a Maven and a Java that only pretend. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is one of a POSIX shell")
class LauncherTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path top;

    private Path jar = Path.of("");
    private Path maven = Path.of("");

    @BeforeEach
    void tree() throws IOException {
        jar = top.resolve("mp-cli/target/loommp.jar");
        maven = top.resolve("maven.pid");
        Files.copy(Path.of(System.getProperty("loommp.home")).resolve("loommp"), top.resolve("loommp"));
        Files.writeString(top.resolve("pom.xml"), "<project/>");
        Files.createDirectories(top.resolve("jdk/bin"));
        Files.writeString(top.resolve("jdk/release"), "JAVA_VERSION=\"21\"\n");
        program("jdk/bin/java", "echo java runs");
        // half a jar, and then it goes on until it is ended
        program(
                "bin/mvn",
                "echo half > " + jar + "\necho $$ > " + maven + ".new\nmv " + maven + ".new " + maven
                        + "\nexec tail -f /dev/null");
    }

    private void program(String name, String text) throws IOException {
        Path file = top.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Program launch() throws IOException {
        return Program.command(List.of(
                "env",
                "PATH=" + top.resolve("bin") + ":" + System.getenv("PATH"),
                "LOOMMP_JAVA_HOME=" + top.resolve("jdk"),
                "sh",
                top.resolve("loommp").toString()));
    }

    /** The Maven that has begun to build. */
    private ProcessHandle building() throws IOException {
        await().atMost(LIMIT).until(() -> Files.exists(maven));
        return ProcessHandle.of(Long.parseLong(Files.readString(maven).strip())).orElseThrow();
    }

    private void mavenThatSucceeds() throws IOException {
        program("bin/mvn", "echo whole > " + jar);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void toldToEndItTakesMavenWithItAndLeavesNothingHalfDone(String signal, int code) throws Exception {
        try (Program launcher = launch()) {
            ProcessHandle building = building();
            launcher.signal(signal);
            assertThat(launcher.awaitEnd(LIMIT)).isEqualTo(code);
            assertThat(building.isAlive()).isFalse();
        }
        assertThat(jar).doesNotExist();
        assertThat(top.resolve(".loommp-build.lock")).doesNotExist();
        mavenThatSucceeds();
        try (Program again = launch()) {
            assertThat(again.awaitEnd(LIMIT)).isZero();
            assertThat(again.lines()).containsExactly("building LoomMP (first run) ...", "java runs");
        }
        try (Program now = launch()) {
            assertThat(now.awaitEnd(LIMIT)).isZero();
            assertThat(now.lines()).containsExactly("java runs");
        }
    }

    @Test
    void whoFollowsOneThatWasKilledWaitsForItsMaven_andBuildsAnew() throws Exception {
        ProcessHandle building;
        try (Program launcher = launch()) {
            building = building();
            launcher.kill();
        }
        try {
            mavenThatSucceeds();
            assertThat(jar).hasContent("half");
            try (Program next = launch()) {
                assertThat(next.awaitLine("waiting for")).contains(".loommp-build.lock");
                assertThat(building.destroyForcibly()).isTrue();
                assertThat(next.awaitEnd(LIMIT)).isZero();
                assertThat(next.lines()).endsWith("building LoomMP (sources changed) ...", "java runs");
            }
            assertThat(jar).hasContent("whole");
        } finally {
            boolean ignored = building.destroyForcibly();
        }
    }
}
