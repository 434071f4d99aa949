package io.loommp.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A node whose descriptors others have used up goes on, and welcomes who comes when there are some again (security S6, T13). */
@Timeout(120)
@EnabledOnOs({OS.LINUX, OS.MAC}) // elsewhere there is no such limit
class DescriptorsTest {
    private static final String SECRET = "a secret of more than sixteen octets";
    private static final List<String> FEW_FILES = List.of("sh", "-c", "ulimit -n 160; exec \"$@\"", "sh");
    private static final int ADDRESSES = 5;
    private static final int FROM_EACH = 50; // fewer than a node takes of one

    @Test
    void whenThereAreNoneItWaits_andTwoSecondsAfterThereAreItWelcomesOthers() throws Exception {
        try (Program node = Program.behind(FEW_FILES, LoggingNode.class, List.of("-Xmx256m"), SECRET)) {
            String address = node.awaitWhatFollows("address=");
            long start = System.nanoTime();
            try (RawNode standing = RawNode.ready(address, "standing", SECRET, "json")) {
                standing.probe(); // so what it takes to serve it has been loaded
                List<RawNode> strangers = new ArrayList<>();
                try {
                    for (int i = 0; i < ADDRESSES * FROM_EACH; i++) {
                        strangers.add(RawNode.connect("127.0.0." + (2 + i % ADDRESSES), address, false));
                    }
                    node.awaitLine("cannot accept connections");
                    standing.probe(); // who is there is served
                } finally {
                    for (RawNode stranger : strangers) {
                        stranger.close();
                    }
                }
                long gone = System.nanoTime();
                try (RawNode good = welcomed(address)) {
                    assertThat(Duration.ofNanos(System.nanoTime() - gone)).isLessThan(Duration.ofSeconds(2));
                    good.probe();
                }
                standing.probe();
            }
            long seconds = 1 + Duration.ofNanos(System.nanoTime() - start).toSeconds();
            node.endInput();
            node.awaitLine("the end");
            assertThat(node.lines().stream().filter(line -> line.contains("cannot accept connections")))
                    .hasSizeLessThanOrEqualTo((int) seconds + 1);
        }
    }

    private static RawNode welcomed(String address) throws IOException {
        return RawNode.ready(address, "good", SECRET, "json");
    }
}
