package io.loommp.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.cli.ExitCode;
import io.loommp.cli.Main;
import io.loommp.cli.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A node that is told to end while one of its services, the file server, is at work. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals")
class DrainRunTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    @TempDir
    private Path directory;

    private Hub hub = new Hub(Path.of(""), "");
    private final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();

    @BeforeEach
    void hub() throws Exception {
        hub = Hub.in(directory);
    }

    private Program run(String... more) throws Exception {
        Path files = Files.createDirectory(directory.resolve("files"));
        String[] options = new String[more.length + 2];
        options[0] = "--service=[\"ioserver\", \"" + files + "\"]";
        options[1] = "--verbose";
        System.arraycopy(more, 0, options, 2, more.length);
        Program node = hub.run(options);
        assertThat(node.awaitLine("listens on")).isNotEmpty();
        return node;
    }

    private Message hear() throws InterruptedException {
        Message next = heard.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private static PortId server() {
        return PortId.of("hub#ioserver");
    }

    /** A client whose file is half sent. */
    private Port begun(Node node) throws InterruptedException {
        Port client = node.port(p -> p.onMessage(heard::add));
        node.send(server(), "write_file", client, "file");
        assertThat(hear().tag()).isEqualTo("go");
        node.send(server(), "data", client, new byte[] {1, 2});
        assertThat(hear().tag()).isEqualTo("more");
        return client;
    }

    /** The servers that the database has, one change after the other; that of the hub was the first. */
    private static BlockingQueue<String> family(Node asking) throws InterruptedException {
        BlockingQueue<String> family = new LinkedBlockingQueue<>();
        asking.database()
                .monitor("ioserver", change -> family.add(change.all().keySet().toString()));
        assertThat(family.poll(30, TimeUnit.SECONDS)).contains("hub#");
        return family;
    }

    @Test
    void whatHasBegunIsFinished() throws Exception {
        try (Program hubNode = run();
                Node asking = hub.connect()) {
            Port client = begun(asking);
            BlockingQueue<String> family = family(asking);
            hubNode.terminate();
            assertThat(family.poll(30, TimeUnit.SECONDS)).isEqualTo("[]"); // it has left the database
            asking.send(server(), "data", client, new byte[] {3});
            assertThat(hear().tag()).isEqualTo("more");
            asking.send(server(), "data", client);
            assertThat(hear()).isEqualTo(Message.of("written", 3));
            assertThat(hubNode.awaitEnd(LIMIT)).isEqualTo(ExitCode.TERMINATED);
            assertThat(directory.resolve("files/file")).hasBinaryContent(new byte[] {1, 2, 3});
        }
    }

    @Test
    void whatIsNotFinishedInTimeIsNamed() throws Exception {
        try (Program hubNode = run("--grace=1");
                Node asking = hub.connect()) {
            Port client = begun(asking);
            hubNode.signal("INT");
            assertThat(hubNode.awaitEnd(LIMIT)).isEqualTo(ExitCode.INTERRUPTED);
            assertThat(client.isLive()).isTrue();
            assertThat(hubNode.output()).contains("not done after 1 s, and ended: hub#");
            assertThat(directory.resolve("files")).isEmptyDirectory();
        }
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        try (Program hubNode = run("--grace=600");
                Node asking = hub.connect()) {
            Port client = begun(asking);
            BlockingQueue<String> family = family(asking);
            hubNode.terminate();
            assertThat(family.poll(30, TimeUnit.SECONDS)).isEqualTo("[]"); // the first signal has been heard
            hubNode.terminate();
            assertThat(hubNode.awaitEnd(AT_ONCE)).isEqualTo(ExitCode.TERMINATED);
            assertThat(client.isLive()).isTrue();
        }
    }

    @Test
    void aTerminalThatIsGoneIsASignalLikeTheOthers_andNoImpatience() throws Exception {
        try (Program hubNode = run("--grace=600");
                Node asking = hub.connect()) {
            Port client = begun(asking);
            BlockingQueue<String> family = family(asking);
            hubNode.signal("HUP");
            assertThat(family.poll(30, TimeUnit.SECONDS)).isEqualTo("[]");
            hubNode.signal("HUP");
            asking.send(server(), "data", client, new byte[] {3});
            assertThat(hear().tag()).isEqualTo("more");
            asking.send(server(), "data", client);
            assertThat(hear()).isEqualTo(Message.of("written", 3));
            assertThat(hubNode.awaitEnd(LIMIT)).isEqualTo(ExitCode.HUNG_UP);
        }
    }

    @Test
    void underNohupItGoesOn() throws Exception {
        List<String> line = hub.line();
        try (Program node = Program.behind(List.of("nohup"), Main.class, List.of(), line.toArray(String[]::new))) {
            assertThat(node.awaitLine("listens on")).isNotEmpty();
            node.signal("HUP");
            try (Node asking = hub.connect()) { // who drains accepts nobody new
                await().atMost(LIMIT).until(() -> asking.isUp("hub"));
            }
            node.terminate();
            assertThat(node.awaitEnd(LIMIT)).isEqualTo(ExitCode.TERMINATED);
        }
    }

    @Test
    void anIdleOneEndsAtOnce() throws Exception {
        try (Program hubNode = run("--service=echo", "--service=chat")) {
            hubNode.terminate();
            assertThat(hubNode.awaitEnd(AT_ONCE)).isEqualTo(ExitCode.TERMINATED);
            assertThat(hubNode.output()).doesNotContain("ERROR");
        }
    }
}
