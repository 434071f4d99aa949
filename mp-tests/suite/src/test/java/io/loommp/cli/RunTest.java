package io.loommp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.net.Credentials;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.testing.Certificates;
import io.loommp.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes from the command line. */
@Timeout(120)
class RunTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration END_LIMIT = Duration.ofSeconds(2);

    @TempDir
    private Path directory;

    private Path secret;

    @BeforeEach
    void secret() throws IOException {
        secret = directory.resolve("secret");
        Secret made = Secret.createFile(secret);
        assertThat(made).hasToString("***");
    }

    private Program run(String... options) throws IOException {
        List<String> args = new ArrayList<>(List.of("run", "--no-config", "--secret-file", secret.toString()));
        args.addAll(List.of(options));
        return Program.loommp(directory, args.toArray(String[]::new));
    }

    /** Which nodes it says are up, asked as {@code aemp trace} asks. */
    private static List<Object> upNodes(Node asking, String node) {
        Message answer = asking.ask(
                        PortId.of(node),
                        LIMIT,
                        slot -> Message.of("eval", "AnyEvent::MP::Kernel::up_nodes", slot, "up"))
                .toCompletableFuture()
                .join();
        assertThat(answer.toList()).startsWith("up", "");
        return List.copyOf(answer.from(2));
    }

    @Test
    void itSaysOneLineWhenItListens_findsOthersThroughASeed_andEndsWithinTwoSecondsOfASigterm() throws Exception {
        String address = FreePort.address();
        try (Program first = run("--nodeid=first", "--bind", address, "--seed", address)) {
            assertThat(first.awaitLine("listens on")).isEqualTo("node first listens on " + address);
            try (Program second =
                            run("--nodeid=second", "--bind=127.0.0.1:0", "--bind=127.0.0.1:0", "--seed", address);
                    Node asking = Nodes.start(NodeConfig.builder()
                            .nodeId("asking")
                            .secret(Secret.fromFile(secret))
                            .seed(address)
                            .build())) {
                assertThat(second.awaitLine("listens on"))
                        .matches("node second listens on 127\\.0\\.0\\.1:\\d+(, 127\\.0\\.0\\.1:\\d+)?");
                await().atMost(LIMIT).until(() -> upNodes(asking, "first").contains("second"));

                second.terminate();
                assertThat(second.awaitEnd(END_LIMIT)).isEqualTo(ExitCode.TERMINATED);
                await().atMost(LIMIT).until(() -> !upNodes(asking, "first").contains("second"));
                assertThat(second.lines()).hasSize(1);
            }
            first.terminate();
            assertThat(first.awaitEnd(END_LIMIT)).isEqualTo(ExitCode.TERMINATED);
            assertThat(first.lines()).hasSize(1);
        }
    }

    @Test
    void asJsonItSaysWhereItListensInOneObject() throws Exception {
        String address = FreePort.address();
        try (Program node = run("--json", "--nodeid=first", "--bind", address, "--health=127.0.0.1:0")) {
            assertThat(node.awaitLine("addresses"))
                    .matches(
                            "\\{.*\"addresses\":\\[\"" + address + "\"].*\"health\":\"http://127\\.0\\.0\\.1:\\d+\".*}")
                    .contains("\"node\":\"first\"");
            node.terminate();
            assertThat(node.awaitEnd(END_LIMIT)).isEqualTo(ExitCode.TERMINATED);
            assertThat(node.lines()).hasSize(1);
        }
    }

    @Test
    void withVerboseItSaysWhoIsUpAndWhichSeedIsNot() throws Exception {
        String address = FreePort.address();
        try (Program second = run("--verbose", "--nodeid=second", "--seed", address)) {
            assertThat(second.awaitLine("cannot reach seed")).contains(address);
            try (Program first = run("-v", "--nodeid=first", "--bind", address)) {
                assertThat(first.awaitLine("second")).contains("is up");
                assertThat(second.awaitLine("first")).contains("is up");
            }
            assertThat(second.awaitLine("first is down")).isNotEmpty();
        }
    }

    @Test
    void withVerboseItSaysOnceWhichProfileCounts() throws Exception {
        Path file = Files.writeString(
                directory.resolve("config.json"), "{\"profile\": {\"p\": {\"services\": [\"echo\"]}}}");
        try (Program node = Program.loommp(
                directory, Map.of("LOOMMP_CONFIG", file.toString()), "run", "-v", "--profile=p", "--nodeid=alone")) {
            assertThat(node.awaitLine("runs and listens nowhere")).isNotEmpty();
            assertThat(node.lines())
                    .filteredOn(line -> line.contains("configuration"))
                    .singleElement()
                    .asString()
                    .endsWith("configuration: " + file + ", profile p");
        }
    }

    @Test
    void aStarIsEveryAddressOfThisHost_asABindAndAsASeed() throws Exception {
        String everywhere = FreePort.address().replaceFirst(".*:", "*:");
        assumeFalse(Nodes.addressesOf(everywhere).isEmpty(), "this host has no address but loopback");
        try (Program hub = run("--nodeid=hub", "--bind", everywhere, "--seed", everywhere);
                Program worker = run("--nodeid=worker", "--seed", everywhere, "--service=echo");
                Node asking = Nodes.start(NodeConfig.builder()
                        .nodeId("asking")
                        .secret(Secret.fromFile(secret))
                        .seed(everywhere)
                        .build())) {
            assertThat(hub.awaitLine("node hub listens on"))
                    .endsWith(everywhere.substring(1))
                    .doesNotContain("127.0");
            assertThat(worker.awaitLine("node worker")).isEqualTo("node worker runs and listens nowhere");
            await().atMost(LIMIT).until(() -> upNodes(asking, "hub").contains("worker"));
            // it is its own seed, and so keeps the database
            await().atMost(LIMIT)
                    .until(() -> asking.database()
                                    .keys("echo")
                                    .toCompletableFuture()
                                    .get(30, TimeUnit.SECONDS)
                                    .size()
                            == 1);
        }
    }

    @Test
    void ofTwoNodesWithOneIdTheSecondIsToldWhatMayBeWrong() throws Exception {
        String address = FreePort.address();
        try (Program hub = run("-v", "--nodeid=hub", "--bind", address);
                Program first = run("--nodeid=worker", "--seed", address)) {
            assertThat(hub.awaitLine("worker is up")).isNotEmpty();
            try (Program second = run("--nodeid=worker", "--seed", address)) {
                assertThat(second.awaitLine("no handshake with"))
                        .matches("WARN no handshake with " + address + ": .+ without a proof: most likely it is"
                                + " connected with another node called worker; or .* secret .*");
            }
            assertThat(first.lines()).hasSize(1);
        }
    }

    @Test
    void withACertificateAloneItTalksToThoseThatHaveIt() throws Exception {
        String address = FreePort.address();
        Path cert = directory.resolve("cert");
        assertThat(Secret.createFile(cert)).isNotNull(); // only its owner can read it
        Files.writeString(cert, Certificates.shared());
        String[] options = {"run", "--no-config", "--nodeid=first", "--bind", address, "--cert", cert.toString()};
        try (Program first = Program.loommp(directory, options)) {
            assertThat(first.awaitLine("listens on")).isEqualTo("node first listens on " + address);
            NodeConfig config = NodeConfig.builder()
                    .nodeId("asking")
                    .cert(Credentials.fromFile(cert))
                    .seed(address)
                    .build();
            try (Node asking = Nodes.start(config)) {
                await().atMost(LIMIT).until(() -> Kernel.of(asking).isLinked("first"));
                assertThat(upNodes(asking, "first")).containsExactly("asking");
            }
            assertThat(first.lines()).hasSize(1);
        }
    }

    @Test
    void withoutSecretAndAddressesItRunsAlone() throws Exception {
        try (Program alone = Program.loommp(directory, "run", "--no-config", "--nodeid", "alone")) {
            assertThat(alone.awaitLine("node")).isEqualTo("node alone runs and listens nowhere");
        }
    }

    @Test
    void whatIsWrongIsSaidInOneLine_withAHintAndAnExitCode() throws Exception {
        expect(
                ExitCode.UNUSABLE,
                "needs what proves it",
                "--secret-file or --cert",
                "run",
                "--no-config",
                "--bind=127.0.0.1:0");
        expect(
                ExitCode.UNUSABLE,
                "option --secret-file, secret_file: there is no such file",
                "--help",
                "run",
                "--no-config",
                "--secret-file=nowhere");
        expect(
                ExitCode.UNUSABLE,
                "option --nodeid, nodeid: a node id must not contain",
                "--help",
                "run",
                "--no-config",
                "--nodeid=a#b");
        expect(ExitCode.UNUSABLE, "Unknown option: '--binds=1'", "--help", "run", "--no-config", "--binds=1");
        String file = "--secret-file=" + secret;
        expect(
                ExitCode.UNUSABLE,
                "binds: \"a:b:c\" is no host:port",
                "--help",
                "run",
                "--no-config",
                file,
                "--bind=a:b:c");
        expect(ExitCode.UNUSABLE, "seeds: \"a:0\" has no port", "--help", "run", "--no-config", file, "--seed=a");
        Path empty = directory.resolve("empty");
        assertThat(Secret.createFile(empty)).isNotNull(); // only its owner can read it
        Files.write(empty, new byte[0]);
        expect(ExitCode.UNUSABLE, "is empty", "--help", "run", "--no-config", "--secret-file=" + empty);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String bind = "127.0.0.1:" + taken.getLocalPort();
            expect(ExitCode.FAILED, "cannot listen on " + bind, "--bind", "run", "--no-config", file, "--bind=" + bind);
        }
    }

    private void expect(int exitCode, String problem, String hint, String... args) throws Exception {
        try (Program wrong = Program.loommp(directory, args)) {
            assertThat(wrong.awaitEnd(LIMIT)).isEqualTo(exitCode);
            assertThat(wrong.lines()).as("%s", List.of(args)).hasSize(2);
            assertThat(wrong.lines().getFirst()).startsWith("loommp: ").contains(problem);
            assertThat(wrong.lines().getLast()).contains(hint);
        }
    }
}
