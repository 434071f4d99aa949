package io.loommp.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.cli.Program;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.testing.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A network of five nodes, made with nothing but the command and one file. */
@Timeout(180)
class FiveNodesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private String address = "";

    @BeforeEach
    void configure() throws Exception {
        address = FreePort.address();
        Secret made = Secret.createFile(directory.resolve("secret"));
        assertThat(made).hasToString("***");
        Files.createDirectory(directory.resolve("files"));
        Files.writeString(
                directory.resolve("config.json"), """
                {
                  "version": 1,
                  "secret_file": "secret",
                  "seeds": ["%s"],
                  "profile": {
                    "seed": { "nodeid": "seed", "binds": ["%s"] },
                    "worker": { "binds": ["127.0.0.1:*"], "services": ["echo"] },
                    "first": { "parent": "worker", "nodeid": "first" },
                    "second": { "parent": "worker", "nodeid": "second" },
                    "files": { "parent": "worker", "nodeid": "files", "services": [["ioserver", "%s"]] },
                    "talk": { "parent": "worker", "nodeid": "talk", "services": [["chat", { "topic": "weather" }], "time"] }
                  }
                }
                """.formatted(address, address, directory.resolve("files")));
    }

    private Program run(String... args) throws Exception {
        String[] all = new String[args.length + 1];
        all[0] = "run";
        System.arraycopy(args, 0, all, 1, args.length);
        Map<String, String> environment =
                Map.of("LOOMMP_CONFIG", directory.resolve("config.json").toString());
        return Program.loommp(directory, environment, all);
    }

    private static void awaitKeys(Node node, String family, int count) {
        await().atMost(LIMIT).until(() -> keys(node, family).size() == count);
    }

    private static List<String> keys(Node node, String family) {
        return node.database()
                .keys(family)
                .toCompletableFuture()
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static Message ask(Node node, String port, Object... question) {
        return node.ask(PortId.of(port), LIMIT, question).toCompletableFuture().join();
    }

    private Node connect() throws Exception {
        return Nodes.start(NodeConfig.builder()
                .nodeId("asking")
                .secret(Secret.fromFile(directory.resolve("secret")))
                .seed(address)
                .build());
    }

    @Test
    void theyFindEachOther_serve_andFindEachOtherAgainWhenTheSeedHasBeenRestarted() throws Exception {
        try (Program seed = run("profile", "seed");
                Program first = run("first");
                Program second = run("--profile", "second", "--service", "reverse");
                Program files = run("profile", "files");
                Program talk = run("talk");
                Node asking = connect()) {
            assertThat(seed.awaitLine("listens on")).isEqualTo("node seed listens on " + address);
            for (Program each : List.of(first, second, files, talk)) {
                assertThat(each.awaitLine("listens on")).contains("listens on 127.0.0.1:");
            }
            awaitKeys(asking, "echo", 2);
            awaitKeys(asking, "reverse", 1);
            awaitKeys(asking, "ioserver", 1);
            awaitKeys(asking, "chat", 1);
            awaitKeys(asking, "time", 1);
            assertThat(ask(asking, "first#echo", "hello", 1)).isEqualTo(Message.of("hello", 1));
            assertThat(ask(asking, "second#reverse", "hello")).isEqualTo(Message.of("olleh"));

            second.terminate();
            assertThat(second.awaitEnd(LIMIT)).isNotZero();
            awaitKeys(asking, "echo", 1);

            seed.kill();
            try (Program again = run("seed")) {
                assertThat(again.awaitLine("listens on")).contains(address);
                awaitKeys(asking, "chat", 1);
                awaitKeys(asking, "echo", 1);
                assertThat(ask(asking, "talk#time", "now").size()).isEqualTo(2);
            }
        }
    }
}
