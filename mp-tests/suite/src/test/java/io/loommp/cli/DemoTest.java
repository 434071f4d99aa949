package io.loommp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as its user meets it: one command, and what it says and leaves behind. */
class DemoTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LONG_LIMIT = Duration.ofMinutes(4);

    @TempDir
    private Path temporaryFiles;

    @Test
    @Timeout(75)
    void allFilesArriveIntact() throws Exception {
        try (Program demo = Program.loommp(temporaryFiles, "demo")) {
            assertThat(demo.awaitEnd(LIMIT)).as(demo::output).isZero();
            assertThat(demo.output())
                    .containsPattern("(?m)^The server listens on 127\\.0\\.0\\.1:\\d+\\.$")
                    .containsPattern("(?m)^sources\\.zip +\\d+ +\\d+ .* equal$")
                    .containsPattern("(?m)^random\\.bin +67108864 +2052 .* equal$")
                    .containsPattern("(?m)^empty\\.bin +0 +4 .* equal$")
                    .contains("Everything arrived intact")
                    .doesNotContain("\033")
                    .doesNotContain("Exception");
        }
        assertThat(temporaryFiles).isEmptyDirectory();
    }

    @Test
    @Timeout(75)
    void theServerSaysWhomItGaveUpAndWhyItRefused() throws Exception {
        try (Program demo = Program.loommp(temporaryFiles, "demo", "--size=1MiB")) {
            assertThat(demo.awaitEnd(LIMIT)).as(demo::output).isZero();
            assertThat(demo.output())
                    .containsPattern(
                            "server +\\| WARN abandoned\\.bin from client-4#\\w+: given up, nothing came for 3 s")
                    .containsPattern("abandoned\\.bin +not written: the server says: given up, nothing came for 3 s")
                    .containsPattern(
                            "\\.\\./outside\\.zip +not written: the server says: refused, .*no plain name of a file")
                    .containsPattern("server +\\| INFO ioserver ended: normal");
        }
    }

    @Test
    @Tag("long")
    @Timeout(270)
    void aFileLongerThanTheServersHeapArrives() throws Exception {
        try (Program demo = Program.loommp(temporaryFiles, "demo", "--size=1GiB")) {
            assertThat(demo.awaitEnd(LONG_LIMIT)).as(demo::output).isZero();
            assertThat(demo.output()).containsPattern("(?m)^random\\.bin +1073741824 .* equal$");
        }
    }

    @Test
    @Timeout(75)
    void theSecretStandsInAFileOfItsOwnerOnlyAndOnNoCommandLine() throws Exception {
        try (Program demo = Program.loommp(temporaryFiles, "demo", "--size=1MiB")) {
            demo.awaitLine("INFO takes ");
            Path secret = workspace().resolve("secret");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
            List<String> commandLines = demo.children().stream()
                    .flatMap(child -> child.info().commandLine().stream())
                    .toList();
            assertThat(commandLines).isNotEmpty().noneMatch(line -> line.contains(contentOf(secret)));
        }
    }

    @Test
    @Timeout(75)
    void stoppedItEndsItsProcessesAndDeletesItsFiles() throws Exception {
        try (Program demo = Program.loommp(temporaryFiles, "demo", "--size=256MiB")) {
            demo.awaitLine("INFO takes ");
            List<ProcessHandle> children = demo.children();
            demo.terminate();
            assertThat(demo.awaitEnd(LIMIT)).isNotZero();
            assertThat(demo.lines()).noneMatch(line -> line.startsWith("loommp:") || line.contains("Exception"));
            await().atMost(Duration.ofSeconds(10)).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        }
        assertThat(temporaryFiles).isEmptyDirectory();
    }

    @Test
    @Timeout(75)
    void whenTheServerDiesItSaysSoAndFails() throws Exception {
        try (Program demo = Program.loommp(temporaryFiles, "demo", "--size=256MiB")) {
            demo.awaitLine("INFO takes ");
            demo.children().stream()
                    .filter(child -> child.info().commandLine().orElse("").contains("demo-server"))
                    .forEach(ProcessHandle::destroyForcibly);
            assertThat(demo.awaitEnd(LIMIT)).isEqualTo(ExitCode.FAILED);
            assertThat(demo.output())
                    .contains("loommp: the server ended before its clients.")
                    .doesNotContain("Exception");
        }
        assertThat(temporaryFiles).isEmptyDirectory();
    }

    private Path workspace() throws IOException {
        try (Stream<Path> files = Files.list(temporaryFiles)) {
            return files.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    private static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError("the secret cannot be read", e);
        }
    }
}
