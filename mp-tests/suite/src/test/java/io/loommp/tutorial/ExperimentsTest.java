package io.loommp.tutorial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.cli.Program;
import io.loommp.examples.ChatClient;
import io.loommp.examples.ChatServer;
import io.loommp.examples.FileServer;
import io.loommp.examples.Receiver;
import io.loommp.examples.RoomClient;
import io.loommp.examples.RoomServer;
import io.loommp.examples.SendFile;
import io.loommp.examples.Sender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the tutorial tells its readers to try, with the processes that they would start. */
@Timeout(180)
class ExperimentsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @AutoClose
    private TutorialNetwork network; // set before each test

    @BeforeEach
    void network() throws IOException {
        network = new TutorialNetwork(directory);
    }

    @Test
    void severalReceiversHearOneSender_whichWasThereBeforeThem() throws Exception {
        Program sender = network.start(Sender.class);
        network.seed();
        Program one = network.start(Receiver.class);
        Program other = network.start(Receiver.class);

        assertThat(one.awaitLine("received: ")).matches("received: hello, number \\d+");
        assertThat(other.awaitLine("received: ")).matches("received: hello, number \\d+");
        assertThat(one.lines().getFirst()).isNotEqualTo(other.lines().getFirst());
        assertThat(sender.lines()).isEmpty();
    }

    @Test
    void tracedTheyShowWhatTheySendAndReceive() throws Exception {
        network.seed();
        network.trace();
        Program receiver = network.start(Receiver.class);
        Program sender = network.start(Sender.class);
        receiver.awaitLine("received: ");

        assertThat(sender.awaitLine("\"test\",\"hello, number "))
                .matches("SND \\S+ <- \\[\"\\w+\",\"test\",\"hello, number \\d+\"]");
        assertThat(receiver.awaitLine("\"test\",\"hello, number "))
                .matches("RCV \\S+ -> \\[\"\\w+\",\"test\",\"hello, number \\d+\"]");
    }

    @Test
    void theOthersFindTheSeedAgainByThemselves() throws Exception {
        Program seed = network.seed();
        Program first = network.start(Receiver.class);
        network.start(Sender.class);
        first.awaitLine("received: ");
        seed.kill();
        network.seed();

        Program second = network.start(Receiver.class);
        assertThat(second.awaitLine("received: ")).matches("received: hello, number \\d+");
        long before = count(first, "received: ");
        await().atMost(LIMIT).until(() -> count(first, "received: ") > before);
    }

    @Test
    void theNetworkCanBeAskedWhoIsThere() throws Exception {
        network.set("LOOMMP_NODE_SERVICES", "ports");
        network.seed();
        Program receiver = network.start(Receiver.class);
        String id = receiver.awaitLine(" listens on ").replaceFirst(" .*", "");
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(network.ask("db", "get", "receivers").lines())
                                .hasSize(1)
                                .allMatch(line -> line.startsWith(id + "#")));

        assertThat(network.ask("trace").lines()).contains("seed -> " + id, id + " -> seed");
        assertThat(network.ask("ports", id).out()).contains("callback  receiving", " ports of node " + id);
        assertThat(network.ask("doctor").out()).contains("is the node seed, and takes this one");
    }

    @Test
    void receiversComeAndGo() throws Exception {
        network.seed();
        Program first = network.start(Receiver.class);
        network.start(Sender.class);
        first.awaitLine("received: ");
        first.kill();
        Program second = network.start(Receiver.class);

        assertThat(second.awaitLine("received: ")).matches("received: hello, number \\d+");
    }

    @Test
    void aClientThatIsKilledIsHeardToLeave_andOneThatQuitsToo() throws Exception {
        network.seed();
        network.start(ChatServer.class).awaitLine("server ready");
        Program ann = join("ann");
        Program bob = join("bob");
        Program eve = join("eve");
        bob.tell("hello");
        ann.awaitLine("bob: hello");
        eve.awaitLine("bob: hello");

        bob.kill();
        assertThat(ann.awaitLine("bob leaves")).contains("transport_error");

        eve.tell("/quit");
        assertThat(ann.awaitLine("eve leaves")).isEqualTo("eve leaves (normal)");
        assertThat(eve.awaitLine("bye")).isEqualTo("bye (normal)");
    }

    private Program join(String nick) throws IOException {
        Program client = network.start(ChatClient.class, nick);
        client.awaitLine(nick + " joins");
        return client;
    }

    @Test
    void clientsSurviveTheirServer_andSendNothingWhileThereIsNone() throws Exception {
        network.seed();
        Program ann = network.start(ChatClient.class, "ann");
        ann.tell("too early");
        ann.awaitLine("not sent, there is no server: too early");
        Program server = network.start(ChatServer.class);
        ann.awaitLine("ann joins");
        ann.tell("first");
        ann.awaitLine("ann: first");

        server.kill();
        ann.awaitLine("disconnected (");
        Program again = network.start(ChatServer.class);
        again.awaitLine("relaying: ann joins");
        ann.tell("second");
        ann.awaitLine("ann: second");
        assertThat(ann.lines()).doesNotContain("ann: too early");

        again.terminate();
        await().atMost(LIMIT).until(() -> count(ann, "disconnected (") == 2);
    }

    private static long count(Program program, String text) {
        return program.lines().stream().filter(line -> line.contains(text)).count();
    }

    @Test
    void aServerWhosePortIsKilledIsStartedAnew_andClientsJoinIt() throws Exception {
        network.seed();
        Program server = network.start(ChatServer.class);
        Program ann = join("ann");
        String port = network.ask("db", "keys", "chat_servers").lines().getFirst();
        assertThat(network.ask("kill", port).out()).startsWith(port + " has ended");
        assertThat(ann.awaitLine("disconnected (")).contains("killed by loommp kill");
        await().atMost(LIMIT).until(() -> count(server, "server ready") == 2 && count(server, "ann joins") == 2);
        ann.tell("still here");
        ann.awaitLine("ann: still here");
    }

    @Test
    void whoTalksGoesOnWithoutTheSeed_andNewOnesComeInWhenItIsBack() throws Exception {
        Program seed = network.seed();
        network.start(ChatServer.class).awaitLine("server ready");
        Program ann = join("ann");
        seed.kill();
        ann.tell("nobody there?");
        ann.awaitLine("ann: nobody there?");
        Program bob = network.start(ChatClient.class, "bob");

        network.seed();

        bob.awaitLine("bob joins");
        ann.awaitLine("bob joins");
        assertThat(ann.lines()).noneMatch(line -> line.contains("disconnected"));
    }

    @Test
    void aClientGivesUpWhenThereIsNoServer() throws Exception {
        network.seed();
        Program bob = network.start(ChatClient.class, "bob", "1");

        assertThat(bob.awaitLine("bye")).isEqualTo("bye (die: no server found for 1 s)");
        assertThat(bob.awaitEnd(LIMIT)).isZero();
    }

    @Test
    void aRoomHasAPortForEachClient() throws Exception {
        network.seed();
        Program ann = network.start(RoomClient.class, "ann");
        Program server = network.start(RoomServer.class);
        chatInRoom(ann);
        assertThat(server.awaitLine("relaying: bob: hi")).isNotEmpty();
        server.kill();
        assertThat(ann.awaitLine("bye (")).contains("disconnected");
    }

    @Test
    void aRoomIsAServiceThatAConfigurationStarts() throws Exception {
        network.seed();
        network.run("rooms").awaitLine("node rooms listens on ");
        chatInRoom(network.start(RoomClient.class, "ann"));
    }

    private void chatInRoom(Program ann) throws IOException {
        ann.awaitLine("ann enters");
        Program bob = network.start(RoomClient.class, "bob");
        ann.awaitLine("bob enters");
        bob.tell("hi");
        ann.awaitLine("bob: hi");
        bob.kill();
        ann.awaitLine("bob leaves (");
    }

    @Test
    void filesAreWrittenOneAfterTheOther() throws Exception {
        network.seed();
        Path target = directory.resolve("received");
        Program server = network.start(FileServer.class, target.toString());
        byte[] content = new byte[300_000];
        new Random(1).nextBytes(content);
        Path one = Files.write(directory.resolve("one.bin"), content);
        Path other = Files.write(directory.resolve("other.bin"), content);
        Program first = network.start(SendFile.class, one.toString());
        Program second = network.start(SendFile.class, other.toString());

        first.awaitLine("300000 bytes are written");
        second.awaitLine("300000 bytes are written");
        server.awaitLine("written: one.bin");
        server.awaitLine("written: other.bin");
        assertThat(target.resolve("one.bin")).hasBinaryContent(content);
        assertThat(target.resolve("other.bin")).hasBinaryContent(content);
    }
}
