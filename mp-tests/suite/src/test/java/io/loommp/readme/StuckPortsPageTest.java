package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.cli.ExitCode;
import io.loommp.cli.Program;
import io.loommp.cli.testing.CommandRun;
import io.loommp.examples.StuckPorts;
import io.loommp.net.Secret;
import io.loommp.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way that docs/stuck-ports.md goes, with a process and the page's own commands, up to its answers. */
@Timeout(120)
class StuckPortsPageTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String PAGE = Sources.read(Sources.home().resolve("docs/stuck-ports.md"));

    private static final Pattern FRAME = Pattern.compile("StuckPorts\\.\\w+\\(StuckPorts\\.java:\\d+\\)");

    @TempDir
    private static Path directory;

    private static Program shop;
    private static String address;

    @BeforeAll
    static void open() throws IOException {
        address = FreePort.address();
        assertThat(Secret.createFile(directory.resolve("secret"))).hasToString("***");
        String options = word("JDK_JAVA_OPTIONS=\"", '"').replace("trace.txt", inDirectory("trace.txt"));
        shop = Program.main(StuckPorts.class, Map.of("JDK_JAVA_OPTIONS", options), inDirectory("secret"), address);
        shop.awaitLine("listens on [" + address + "]");
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    private static String inDirectory(String file) {
        return directory.resolve(file).toString();
    }

    /** What stands on the page behind a text, up to a character. */
    private static String word(String before, char end) {
        int begin = PAGE.indexOf(before);
        assertThat(begin).as(before).isPositive();
        begin += before.length();
        return PAGE.substring(begin, PAGE.indexOf(end, begin));
    }

    /** Runs the page's command that begins so, with the address and the files of this test. */
    private static CommandRun loommp(String begin) {
        String line = word("./loommp " + begin, '\n');
        List<String> args = new ArrayList<>(List.of((begin + line).split(" +", -1)));
        args.replaceAll(arg -> arg.equals("127.0.0.1:4070") ? address : arg.equals("secret") ? inDirectory(arg) : arg);
        args.add("--json");
        return CommandRun.in(directory).run(args.toArray(String[]::new)).ended(ExitCode.OK);
    }

    private static Map<String, Object> port(String name) {
        return loommp("ports shop --sort").objects().stream()
                .filter(port -> port.get("names") instanceof List<?> names && names.contains(name))
                .findFirst()
                .orElse(Map.of());
    }

    private static int number(Map<String, Object> port, String key) {
        return port.get(key) instanceof Number number ? number.intValue() : 0;
    }

    /** Runs the page's command that begins so on the process of this test. */
    private static void jcmd(String begin) throws IOException, InterruptedException {
        String line = begin + word("jcmd StuckPorts " + begin, '\n');
        String here = line.replace("shop.jfr", inDirectory("shop.jfr"))
                .replace("threads.txt", inDirectory("threads.txt"))
                .replace("settings=", "settings=" + Sources.home() + '/');
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        command.add(Long.toString(shop.pid()));
        command.addAll(List.of(here.split(" +", -1)));
        Path said = directory.resolve("jcmd.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(() -> here + ": " + Sources.read(said))
                .isZero();
    }

    @Test
    void theMailboxesOfBothGrow_oneTakesNothing_theOtherTooLittle() {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(number(port("desk"), "kept")).isGreaterThan(20));
        Map<String, Object> desk = port("desk");
        Map<String, Object> archive = port("archive");
        assertThat(desk).containsEntry("state", "receiving").containsEntry("waits_for", "a message \"paid\"");
        assertThat(desk.get("age_seconds")).isNotNull();
        await().atMost(LIMIT).untilAsserted(() -> {
            Map<String, Object> deskLater = port("desk");
            assertThat(number(deskLater, "waiting")).isGreaterThan(number(desk, "waiting"));
            assertThat(taken(deskLater)).isEqualTo(1);
            Map<String, Object> archiveLater = port("archive");
            assertThat(number(archiveLater, "waiting")).isGreaterThan(number(archive, "waiting"));
            assertThat(taken(archiveLater)).isGreaterThan(taken(archive));
            assertThat(archiveLater).containsEntry("state", "blocked");
        });
        assertThat(loommp("top shop ").objects())
                .hasSize(6)
                .first()
                .satisfies(port -> assertThat(port).containsEntry("names", List.of("desk")));
    }

    private static int taken(Map<String, Object> port) {
        return number(port, "received") - number(port, "waiting");
    }

    @Test
    void thePortItselfSaysWhatItWaitsFor() {
        assertThat(loommp("ports shop#desk ").objects().getFirst())
                .containsEntry("waits_for", "a message \"paid\"")
                .containsEntry("queued", 0);
    }

    @Test
    void theFlightRecorderHasOrders_andNobodyWhoPays() throws Exception {
        String desk = String.valueOf(awaitPort("desk").get("port"));
        jcmd("JFR.start ");
        int before = number(port("desk"), "received");
        await().atMost(LIMIT).until(() -> number(port("desk"), "received") > before + 10);
        jcmd("JFR.stop ");
        Set<String> tags = RecordingFile.readAllEvents(directory.resolve("shop.jfr")).stream()
                .filter(event -> event.getEventType().getName().equals("loommp.Receive"))
                .filter(event -> desk.equals(event.getString("to")))
                .map((RecordedEvent event) -> event.getString("tag"))
                .collect(Collectors.toSet());
        assertThat(tags).contains("order").doesNotContain("paid");
    }

    private static Map<String, Object> awaitPort(String name) {
        await().atMost(LIMIT).until(() -> !port(name).isEmpty());
        return port(name);
    }

    @Test
    void aDumpHasTheLinesThatBothStandIn() throws Exception {
        String desk = String.valueOf(awaitPort("desk").get("port"));
        String archive = String.valueOf(awaitPort("archive").get("port"));
        await().atMost(LIMIT).untilAsserted(() -> {
            jcmd("Thread.dump_to_file ");
            List<String> threads = Stream.of(
                            Files.readString(directory.resolve("threads.txt")).split("\n\n", -1))
                    .toList();
            assertThat(threads)
                    .anyMatch(thread -> thread.contains('"' + desk + '"') && thread.contains("StuckPorts.serve("));
            assertThat(threads)
                    .anyMatch(thread -> thread.contains('"' + archive + '"') && thread.contains("StuckPorts.write("));
        });
        List<String> shown =
                FRAME.matcher(PAGE).results().map(MatchResult::group).toList();
        assertThat(shown).hasSize(3);
        assertThat(Sources.read(directory.resolve("threads.txt"))).contains(shown);
    }

    @Test
    void theTracerHasTheAnswerOfTheCashier_inAnotherWord() {
        String desk = String.valueOf(awaitPort("desk").get("port"));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                Sources.read(directory.resolve("trace.txt")).lines())
                        .anyMatch(line -> line.endsWith(" registered " + desk + " desk"))
                        .anyMatch(line -> line.contains(" sent ") && line.endsWith(" -> " + desk + " [\"payment\", 1]"))
                        .anyMatch(line -> line.endsWith(" received " + desk + " <- [\"payment\", 1]"))
                        .noneMatch(line -> line.contains("[\"paid\"")));
    }

    @Test
    void thePageShowsTheCodeOfTheProgram() throws IOException {
        Map<String, String> marked =
                Sources.marked("stuck", "examples/src/main/java", StuckPorts.class.getPackageName());
        Map<String, String> shown = Sources.shown(PAGE);
        assertThat(shown).isNotEmpty();
        assertThat(marked).isEqualTo(shown);
        assertThat(Sources.javaBlocks(PAGE)).isEqualTo(shown.size());
    }
}
