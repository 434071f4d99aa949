package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs of README.md and of the pages below docs are those of this package, and do what is said of them. */
@Timeout(60)
class ReadmeTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @Test
    void blocksAreTheMarkedRegionsOfThisPackage() throws Exception {
        assertShow("readme", "README.md", "docs/tour.md");
        assertShow("supervisors", "docs/supervisors.md");
    }

    private static void assertShow(String word, String... pages) throws Exception {
        StringBuilder all = new StringBuilder();
        for (String page : pages) {
            all.append(Sources.read(Sources.home().resolve(page)));
        }
        String text = all.toString();
        Map<String, String> shown = Sources.shown(text);
        assertThat(shown).isNotEmpty().containsExactlyInAnyOrderEntriesOf(Sources.marked(word, ReadmeTest.class));
        assertThat(Sources.javaBlocks(text)).isEqualTo(shown.size());
    }

    /** All that it prints until it has ended by itself, which has to be in order. */
    private static String rest(Program program) throws InterruptedException {
        assertThat(program.awaitEnd(LIMIT)).as(program.output()).isZero();
        return program.output();
    }

    @Test
    void aShopUnderSupervision() throws Exception {
        try (Program program = Program.results(Shop.class)) {
            String page = Sources.read(Sources.home().resolve("docs/supervisors.md"));
            String drawing = rest(program).replaceAll("example#\\w+", "example#…");
            assertThat(drawing).endsWith("""

                            the desk has been started 2 times
                            closed: normal""");
            Matcher output = Pattern.compile("(?ms)^```text\\n(.*?)^```$").matcher(page);
            assertThat(output.results().map(shown -> shown.group(1)))
                    .isNotEmpty()
                    .allSatisfy(shown -> assertThat(drawing).contains(shown));
        }
    }

    @Test
    void pingAndPong() throws Exception {
        try (Program program = Program.results(PingPong.class)) {
            assertThat(rest(program)).isEqualTo("[\"pong\", 2] was taken first, then [\"pong\", 1]");
        }
    }

    @Test
    void monitor() throws Exception {
        try (Program program = Program.results(Watching.class)) {
            assertThat(rest(program))
                    .isEqualTo("the printer ended: die: out of paper, cannot print letter.txt\n"
                            + "the office ended: normal");
        }
    }

    @Test
    void chat() throws Exception {
        try (Program program = Program.results(ChatRoom.class)) {
            assertThat(rest(program).lines()).containsExactlyInAnyOrder("bob says hello", "ann has left: normal");
        }
    }

    @Test
    void twoNodes(@TempDir Path directory) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "only the nodes of this test know this\n");
        try (Program receiver = Program.results(Receiver.class, secret.toString(), "127.0.0.1:0")) {
            String addresses = receiver.awaitWhatFollows("listens on ");
            assertThat(addresses).matches("\\[127\\.0\\.0\\.1:\\d+]");
            String address = addresses.substring(1, addresses.length() - 1);
            try (Program sender = Program.results(Sender.class, secret.toString(), address)) {
                assertThat(rest(sender)).isEqualTo("[\"result\", \"HELLO\"]");
            }
        }
    }

    @Test
    void theCommandsThatItNamesAreThere() {
        String readme = Sources.read(Sources.home().resolve("README.md"));
        List<String> commands = new ArrayList<>();
        Matcher shell = Pattern.compile("(?ms)^```sh\\n(.*?)^```$").matcher(readme);
        while (shell.find()) {
            shell.group(1).lines().map(line -> line.replaceFirst("\\s*#.*", "")).forEach(commands::add);
        }
        assertThat(commands).contains("./loommp demo", "mvn verify");
        assertThat(Sources.home().resolve("loommp")).isExecutable();
    }
}
