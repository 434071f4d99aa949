package io.loommp.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.Node;
import io.loommp.cli.ExitCode;
import io.loommp.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A node that is watched by a parent process. */
@Timeout(180)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals")
class WatchTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Hub hub = new Hub(Path.of(""), "");

    @BeforeEach
    void hub() throws Exception {
        hub = Hub.in(directory);
    }

    /** The child, once it listens for the so-manieth time. */
    private static ProcessHandle child(Program watcher, int starts) {
        await().atMost(LIMIT)
                .until(() -> watcher.lines().stream()
                                .filter(line -> line.contains("listens on"))
                                .count()
                        == starts);
        List<ProcessHandle> children = watcher.children();
        assertThat(children).hasSize(1);
        return children.getFirst();
    }

    private static void awaitEnd(ProcessHandle process) {
        await().atMost(LIMIT).until(() -> !process.isAlive());
    }

    @Test
    void aChildThatDiesComesBack_andBothEndWhenTheParentIsStopped() throws Exception {
        try (Program watcher = hub.run("--watch")) {
            ProcessHandle first = child(watcher, 1);
            first.destroyForcibly();
            assertThat(watcher.awaitLine("has ended with"))
                    .isEqualTo("loommp: the node has ended with exit code 137, and starts again in 1 s");
            ProcessHandle second = child(watcher, 2);
            assertThat(second.pid()).isNotEqualTo(first.pid());
            watcher.terminate();
            assertThat(watcher.awaitEnd(LIMIT)).isEqualTo(ExitCode.TERMINATED);
            awaitEnd(second);
        }
        assertThat(beats()).isEmpty();
    }

    @Test
    void theChildEndsWithAParentThatIsKilled() throws Exception {
        try (Program watcher = hub.run("--watch")) {
            ProcessHandle child = child(watcher, 1);
            watcher.kill();
            awaitEnd(child);
        }
        assertThat(beats()).isEmpty();
    }

    @Test
    void aTerminalThatIsClosedEndsBoth() throws Exception {
        try (Program watcher = hub.run("--watch")) {
            ProcessHandle child = child(watcher, 1);
            assertThat(beats()).hasSize(1);
            Program.signal("HUP", child.pid()); // as the system does; the child waits for its parent's word
            hubIsUp();
            watcher.signal("HUP");
            assertThat(watcher.awaitEnd(LIMIT)).isEqualTo(ExitCode.HUNG_UP);
            awaitEnd(child);
        }
        assertThat(beats()).isEmpty();
    }

    /** Whoever drains accepts nobody new. */
    private void hubIsUp() throws IOException {
        try (Node asking = hub.connect()) {
            await().atMost(LIMIT).until(() -> asking.isUp("hub"));
        }
    }

    @Test
    void whoIsToldTwiceKillsItsChildAtOnce() throws Exception {
        try (Program watcher = hub.run("--watch", "--grace=600")) {
            ProcessHandle child = child(watcher, 1);
            Program.signal("STOP", child.pid()); // it hears nothing of the first one
            await().atMost(LIMIT).until(() -> {
                watcher.terminate();
                return !child.isAlive();
            });
            assertThat(watcher.awaitEnd(LIMIT)).isEqualTo(ExitCode.TERMINATED);
        }
        assertThat(beats()).isEmpty();
    }

    private List<Path> beats() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".beat")).toList();
        }
    }

    @Test
    void aChildWithoutASignOfLifeIsKilled_andStartedAgain() throws Exception {
        try (Program watcher = hub.run("--watch", "--watch-limit=8")) {
            ProcessHandle first = child(watcher, 1);
            Program.signal("STOP", first.pid());
            assertThat(watcher.awaitLine("no sign of life"))
                    .isEqualTo("loommp: the node has given no sign of life for 8 s, and is killed");
            assertThat(child(watcher, 2).pid()).isNotEqualTo(first.pid());
        }
    }

    @Test
    void ctrlCReachesBoth_andTheChildWaitsForItsParentsWord() throws Exception {
        try (Program watcher = hub.run("--watch")) {
            ProcessHandle child = child(watcher, 1);
            Program.signal("INT", child.pid());
            hubIsUp();
            watcher.signal("INT");
            assertThat(watcher.awaitEnd(LIMIT)).isEqualTo(ExitCode.INTERRUPTED);
            awaitEnd(child);
            assertThat(watcher.output()).doesNotContain("starts again");
        }
    }

    @Test
    void whatCannotRunIsNotTriedAgain() throws Exception {
        try (Program watcher = hub.run("--watch", "--service=nope")) {
            assertThat(watcher.awaitEnd(LIMIT)).isEqualTo(ExitCode.UNUSABLE);
            assertThat(watcher.lines().getFirst()).contains("there is no service \"nope\"");
        }
    }

    @Test
    void restartHasItComeBackAtOnce_andSaysWhoCannot() throws Exception {
        try (Program watcher = hub.run("--watch")) {
            ProcessHandle first = child(watcher, 1);
            try (Program restart = restart("hub")) {
                assertThat(restart.awaitEnd(LIMIT)).isEqualTo(ExitCode.OK);
                assertThat(restart.lines()).containsExactly("hub restarts");
            }
            ProcessHandle second = child(watcher, 2);
            assertThat(second.pid()).isNotEqualTo(first.pid());
            assertThat(watcher.output()).contains("loommp: the node starts again, as it was asked to");
        }
    }

    @Test
    void restartNeedsAWatcher() throws Exception {
        try (Program node = hub.run()) {
            assertThat(node.awaitLine("listens on")).isNotEmpty();
            try (Program restart = restart("hub")) {
                assertThat(restart.awaitEnd(LIMIT)).isEqualTo(ExitCode.FAILED);
                assertThat(restart.lines().getFirst())
                        .isEqualTo("loommp: hub does not restart: nobody watches node hub, to start it again");
            }
        }
    }

    @Test
    void itsOwnerCanSwitchRestartOff() throws Exception {
        try (Program watcher = hub.run("--watch", "node_services", "ports,statistics")) {
            ProcessHandle child = child(watcher, 1);
            try (Program restart = restart("hub")) {
                assertThat(restart.awaitEnd(LIMIT)).isEqualTo(ExitCode.FAILED);
                assertThat(restart.output())
                        .contains("node hub does not offer the service \"restart\"", "node_services");
            }
            assertThat(child.isAlive()).isTrue();
        }
    }

    private Program restart(String node) throws Exception {
        List<String> args = new ArrayList<>(List.of("restart", node));
        args.addAll(hub.access());
        return Program.loommp(directory, args.toArray(String[]::new));
    }
}
