package io.loommp.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.cli.ExitCode;
import io.loommp.cli.testing.CommandRun;
import io.loommp.inspect.Inspection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code loommp db}. */
@Timeout(120)
class DbCommandTest {
    @TempDir
    private Path directory;

    private Hub hub;

    @BeforeEach
    void start() throws IOException {
        hub = new Hub(directory);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"families", "keys", "get", "set", "del", "watch"})
    void helpIsThere(String command) {
        CommandRun run = CommandRun.in(directory).run("db", command, "--help").ended(ExitCode.OK);
        assertThat(run.out()).contains("Usage: loommp db " + command, "--json", "--seed");
    }

    @Test
    void whatIsThereIsPrinted() {
        hub.node.database().set("colours", "sky", "blue");
        hub.node.database().set("colours", "grass", List.of("green", 1));
        hub.node.database().set("days", "monday");

        assertThat(hub.run("db families").ended(ExitCode.OK).lines()).containsExactly("colours 2", "days 1");
        assertThat(hub.run("db families", "--json").objects())
                .first()
                .isEqualTo(Map.of("family", "colours", "keys", 2));
        assertThat(hub.run("db keys", "colours").ended(ExitCode.OK).lines()).containsExactly("grass", "sky");
        assertThat(hub.run("db keys", "--json", "days").objects())
                .containsExactly(Map.of("family", "days", "key", "monday"));
        assertThat(hub.run("db keys", "nothing").ended(ExitCode.OK).out()).isEmpty();
        assertThat(hub.run("db get", "colours").lines()).containsExactly("grass [\"green\",1]", "sky \"blue\"");
        assertThat(hub.run("db get", "colours", "sky").lines()).containsExactly("\"blue\"");
        assertThat(hub.run("db get", "--json", "colours", "sky").objects())
                .containsExactly(Map.of("family", "colours", "key", "sky", "value", "blue"));
        hub.run("db get", "colours", "sea")
                .failed(ExitCode.FAILED, "there is no key \"sea\" in family \"colours\"", "loommp db keys colours");
    }

    @Test
    void aKeyIsSetAndStaysUntilItIsDeleted() {
        assertThat(hub.run("db set", "prices", "tea", "{\"cents\":250}")
                        .ended(ExitCode.OK)
                        .lines())
                .containsExactly("tea of prices is {\"cents\":250}, set by node hub");
        assertThat(hub.run("db set", "--json", "prices", "water").objects().getFirst())
                .containsEntry("node", "hub")
                .containsEntry("value", null);
        assertThat(hub.run("db get", "prices", "tea").lines()).containsExactly("{\"cents\":250}");
        assertThat(hub.run("db del", "prices", "tea").ended(ExitCode.OK).lines())
                .containsExactly("tea of prices is deleted");
        assertThat(hub.run("db del", "--json", "prices", "water").objects())
                .containsExactly(Map.of("family", "prices", "key", "water", "node", "hub"));
        assertThat(hub.run("db keys", "prices").out()).isEmpty();
    }

    @Test
    void whatAnotherNodeHasSetIsNotDeleted() throws IOException {
        try (Node other = hub.join("other")) {
            other.database().set("prices", "milk", 99);
            await().until(() -> hub.run("db keys", "prices").lines().equals(List.of("milk")));
            hub.run("db del", "prices", "milk")
                    .failed(ExitCode.FAILED, "node hub has not set milk of prices", "--at NODE");
            hub.run("db del", "--at=other", "prices", "milk").failed(ExitCode.FAILED, "no such node service", "LoomMP");
            assertThat(hub.run("db get", "prices", "milk").lines()).containsExactly("99");
        }
    }

    /** What a command prints whose own node is this one. */
    private List<String> at(Node node, String... args) throws Exception {
        StringWriter out = new StringWriter();
        CommandLine line = CommandRun.in(directory).command().setOut(new PrintWriter(out, true));
        List<CommandLine> parsed = line.parseArgs(args).asCommandLineList();
        assertThat(((Remote) parsed.getLast().getCommand()).run(node)).isEqualTo(ExitCode.OK);
        return out.toString().lines().toList();
    }

    /** Whether a node keeps the database, as it does when it has found itself among its seeds. */
    private static boolean keeps(Node asking, String id) {
        Message answer = asking.ask(PortId.of(id), Duration.ofSeconds(30), "loommp::db_families", Map.of())
                .toCompletableFuture()
                .join();
        return Boolean.TRUE.equals(answer.map(1).get("global"));
    }

    @Test
    void ofSeveralNodesThatKeepItOneIsAsked() throws Exception {
        try (Node another = hub.keeper("another");
                Node client = hub.join("client", another)) {
            await().until(() -> client.upNodes().containsAll(List.of("another", "hub")) && keeps(client, "another"));
            assertThat(at(client, "db", "set", "colours", "sky", "blue"))
                    .containsExactly("sky of colours is \"blue\", set by node another");
            assertThat(at(client, "db", "families")).containsExactly("colours 1");
            assertThat(at(client, "db", "del", "colours", "sky")).containsExactly("sky of colours is deleted");
        }
    }

    @Test
    void whoHasNoPartInItIsPassedOver() throws Exception {
        hub.node.database().set("colours", "sky", "blue");
        try (Node apart = hub.join("apart");
                Node bare = hub.join("bare");
                Node client = hub.join("client", apart, bare)) {
            Port ignored = apart.export(
                    "loommp::db_families",
                    (self, args) -> self.send(
                            Message.fromList(args).port(1), "ok", Map.of("global", false, "families", Map.of())));
            await().until(() -> client.upNodes().containsAll(List.of("apart", "bare", "hub")) && keeps(client, "hub"));
            assertThat(at(client, "db", "families")).containsExactly("colours 1");
        }
    }

    @Test
    void aKeyIsHeldAsLongAsTheCommandRuns() {
        CompletableFuture<CommandRun> held = hub.start("db set", "--hold", "--nodeid=holder", "jobs", "one", "x");
        await().until(() -> hub.run("db get", "jobs").lines().equals(List.of("one \"x\"")));
        assertThat(held).isNotDone();
    }

    @Test
    void changesAreWatched() throws Exception {
        hub.node.database().set("weather", "here", "rain");
        CompletableFuture<CommandRun> text = hub.start("db watch", "--count=4", "weather");
        CompletableFuture<CommandRun> json = hub.start("db watch", "--json", "--count=4", "weather");
        await().until(() -> hub.node.upNodes().size() == 2);
        // what is changed before a command has subscribed would be told it as the beginning
        await().until(() -> {
            hub.node.database().set("weather", "mark", System.nanoTime());
            return text.isDone() && json.isDone();
        });
        assertThat(text.get(10, TimeUnit.SECONDS).ended(ExitCode.OK).lines())
                .hasSize(4)
                .contains("+ here \"rain\"")
                .anyMatch(line -> line.matches("\\* mark \\d+"));
        assertThat(json.get(10, TimeUnit.SECONDS).ended(ExitCode.OK).objects())
                .hasSize(4)
                .contains(Map.of("family", "weather", "change", "added", "key", "here", "value", "rain"));
    }

    @Test
    void whatIsGoneIsShown() throws Exception {
        hub.node.database().set("weather", "here", "rain");
        CompletableFuture<CommandRun> text = hub.start("db watch", "--count=2", "weather");
        await().until(() -> {
            hub.node.database().delete("weather", "here");
            hub.node.database().set("weather", "here", "sun");
            hub.node.database().delete("weather", "here");
            return text.isDone();
        });
        assertThat(text.get(10, TimeUnit.SECONDS).ended(ExitCode.OK).lines()).contains("- here");
    }

    @Test
    void whatCannotBeHadIsSaid() {
        assertThat(CommandRun.in(directory).run("db").ended(ExitCode.UNUSABLE).err())
                .contains("Usage: loommp db");
        hub.run("db keys").failed(ExitCode.UNUSABLE, "Missing required parameter: 'FAMILY'", "loommp db keys --help");
        hub.run("db keys", "'l").failed(ExitCode.UNUSABLE, "begin with ' are the database's own", "--help");
        hub.run("db set", "'l", "k").failed(ExitCode.FAILED, "begin with ' are the database's own", "options");
        hub.run("db set", "f", "k", "{").failed(ExitCode.UNUSABLE, "argument 1", "JSON");
        hub.run("db set", "--at=hub", "--hold", "f", "k").failed(ExitCode.UNUSABLE, "mutually exclusive", "--help");
        hub.run("db watch", "--count=0", "f").failed(ExitCode.UNUSABLE, "--count: 0 is not within", "--help");
        hub.run("db keys", "--timeout=0", "f").failed(ExitCode.UNUSABLE, "--timeout: 0 is not within", "--help");
        hub.offer(Inspection.PORTS);
        for (String[] command : new String[][] {{"db families"}, {"db set", "f", "k"}, {"db del", "f", "k"}}) {
            hub.run(command[0], Arrays.copyOfRange(command, 1, command.length))
                    .failed(ExitCode.FAILED, "node hub does not offer the service \"database\"", "node_services");
        }
        hub.node.database().set("f", "k");
        assertThat(hub.run("db keys", "f").ended(ExitCode.OK).lines()).containsExactly("k");
    }
}
