package io.loommp.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.PortId;
import io.loommp.cli.ExitCode;
import io.loommp.cli.testing.CommandRun;
import io.loommp.cli.testing.KnownCommand;
import io.loommp.inspect.NodeServices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command that prints something prints with {@code --json} an object a line, and nothing else beside them. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryResultTest {
    /** Those whose output is no result: they talk with people, or write a language of others. */
    private static final Set<String> WITHOUT_JSON = Set.of(
            "loommp",
            "loommp db",
            "loommp shell",
            "loommp man",
            "loommp completion",
            "loommp demo",
            "loommp demo-server",
            "loommp demo-client");

    private static final Map<String, List<Row>> ROWS = new LinkedHashMap<>();

    static {
        of("run", words("--list-services").prints("service"));
        of("restart", asks("hub").prints("node"));
        of(
                "config",
                words("profile", "worker", "nodeid", "worker").prints("written"),
                words("show", "worker").prints("key"),
                words("path").prints("path"),
                words("profiles").prints("profile"),
                words("showprofile", "worker").prints("key"));
        of("doctor", asks().prints("check"));
        of("snd", asks("hub#desk", "hello").prints("confirmed"));
        of("cal", asks("hub#echo", "hello").prints("reply"));
        of("mon", asks("hub#short").during(EveryResultTest::killShort).prints("reason"));
        of("trace", asks("hub").prints("neighbours"), asks().prints("neighbours"));
        of("ports", asks("hub").prints("port"), asks("hub#desk").prints("port"));
        of("top", asks("--count=1", "hub").prints("port"));
        of("db families", asks().prints("family"));
        of("db keys", asks("prices").prints("key"));
        of("db get", asks("prices").prints("value"), asks("prices", "tea").prints("value"));
        of("db set", asks("colours", "sky", "blue").prints("node"));
        of("db del", asks("colours", "sky").prints("key"));
        of("db watch", asks("--count=1", "prices").prints("change"));
        of(
                "deadletters",
                asks("--count=1", "hub").during(EveryResultTest::loseSome).prints("to"));
        of("kill", asks("hub#victim").prints("reason"));
        of("bench", asks("--seconds=1", "hub").prints("measure"));
    }

    @TempDir
    private static Path directory;

    private Hub hub; // set before all tests

    /** One call, and a key that each object it prints has. */
    record Row(boolean atNode, List<String> args, Meanwhile meanwhile, String key) {
        Row during(Meanwhile happens) {
            return new Row(atNode, args, happens, key);
        }

        Row prints(String name) {
            return new Row(atNode, args, meanwhile, name);
        }
    }

    @FunctionalInterface
    interface Meanwhile {
        void happens(Hub hub, CompletableFuture<CommandRun> command);
    }

    private static Row words(String... args) {
        return new Row(false, List.of(args), (hub, command) -> {}, "");
    }

    private static Row asks(String... args) {
        return new Row(true, List.of(args), (hub, command) -> {}, "");
    }

    private static void of(String command, Row... rows) {
        ROWS.put("loommp " + command, List.of(rows));
    }

    /** Ends the port when the command watches it. */
    private static void killShort(Hub hub, CompletableFuture<CommandRun> command) {
        await().until(() -> !List.of()
                .equals(hub.run("ports", "--json", "hub#short")
                        .objects()
                        .getFirst()
                        .get("watchers")));
        hub.node.kill(PortId.of("hub#short"));
    }

    /** Loses messages until the command has heard of one. */
    private static void loseSome(Hub hub, CompletableFuture<CommandRun> command) {
        await().until(() -> {
            hub.node.send(PortId.of("hub#nobody"), "lost");
            return command.isDone();
        });
    }

    @BeforeAll
    void start() throws IOException {
        hub = new Hub(directory);
        for (String name : List.of("desk", "victim", "short")) {
            hub.node.register(name, hub.node.port(p -> p.onMessage(message -> {})));
        }
        hub.node.register("echo", hub.node.port(p -> p.onMessage(m -> p.send(m.port(1), m.string(0)))));
        hub.node.database().set("prices", "tea", 250);
        NodeServices.onRestart(hub.node, () -> {});
    }

    @AfterAll
    void close() {
        hub.close();
    }

    static Stream<Arguments> rows() {
        return ROWS.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(row -> Arguments.of(entry.getKey(), row)));
    }

    @Test
    void allThatThereAreAreHere() {
        Map<Boolean, List<String>> byJson = KnownCommand.all().stream()
                .collect(Collectors.partitioningBy(
                        command -> command.has("--json"), Collectors.mapping(KnownCommand::name, Collectors.toList())));
        assertThat(byJson.get(true)).containsExactlyInAnyOrderElementsOf(ROWS.keySet());
        assertThat(byJson.get(false)).containsExactlyInAnyOrderElementsOf(WITHOUT_JSON);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anObjectALine(String command, Row row) throws Exception {
        List<String> line = new ArrayList<>(List.of(command.split(" ", -1)).subList(1, command.split(" ", -1).length));
        line.add("--json");
        if (row.atNode()) {
            line.addAll(hub.options());
        }
        line.addAll(row.args());
        CompletableFuture<CommandRun> ended = CompletableFuture.supplyAsync(
                () -> CommandRun.in(directory).run(line.toArray(String[]::new)),
                task -> Thread.ofVirtual().start(task));
        row.meanwhile().happens(hub, ended);
        assertThat(ended.get(60, TimeUnit.SECONDS).ended(ExitCode.OK).objects())
                .isNotEmpty()
                .allSatisfy(object -> assertThat(object).containsKey(row.key()));
    }
}
