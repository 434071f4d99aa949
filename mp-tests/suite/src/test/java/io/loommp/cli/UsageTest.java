package io.loommp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the command says about itself, and to whom uses it wrongly. */
@Timeout(60)
class UsageTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path temporaryFiles;

    @Test
    void version() throws Exception {
        try (Program loommp = Program.loommp(temporaryFiles, "--version")) {
            assertThat(loommp.awaitEnd(LIMIT)).isZero();
            assertThat(loommp.output()).matches("loommp \\d+\\.\\d+\\.\\d+\\S* \\(Java .+\\)");
        }
    }

    @Test
    void helpNamesCommandsAndExitCodes() throws Exception {
        try (Program loommp = Program.loommp(temporaryFiles, "--help")) {
            assertThat(loommp.awaitEnd(LIMIT)).isZero();
            assertThat(loommp.output()).contains("demo ", "Exit codes:").doesNotContain("demo-server");
        }
    }

    @Test
    void withoutACommandThereIsHelpAndAnExitCodeForWrongUsage() throws Exception {
        try (Program loommp = Program.loommp(temporaryFiles)) {
            assertThat(loommp.awaitEnd(LIMIT)).isEqualTo(ExitCode.UNUSABLE);
            assertThat(loommp.lines().getFirst()).startsWith("Usage: loommp");
        }
    }

    @Test
    void wrongUsageIsOneLineAndAHint() throws Exception {
        try (Program loommp = Program.loommp(temporaryFiles, "demo", "--size=much")) {
            assertThat(loommp.awaitEnd(LIMIT)).isEqualTo(ExitCode.UNUSABLE);
            assertThat(loommp.lines())
                    .containsExactly(
                            "loommp: Invalid value for option '--size': \"much\" is no size; one looks like 64MiB or 1GiB",
                            "More: loommp demo --help");
        }
    }

    @Test
    void tooLittleRoomIsSaidBeforeAnythingIsWritten() throws Exception {
        try (Program loommp = Program.loommp(temporaryFiles, "demo", "--size=999999999GiB")) {
            assertThat(loommp.awaitEnd(LIMIT)).isEqualTo(ExitCode.UNUSABLE);
            assertThat(loommp.output()).contains("loommp: the demo needs ", "Take another --size");
        }
        assertThat(temporaryFiles).isEmptyDirectory();
    }
}
