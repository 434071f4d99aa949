package io.loommp.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.cli.ExitCode;
import io.loommp.cli.testing.CommandRun;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.testing.FreePort;
import io.loommp.testing.Latches;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shell without a terminal: lines come in, results go out. */
@Timeout(60)
class PipedShellTest {
    @TempDir
    private Path home;

    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    private Node hub;

    @BeforeEach
    void start() throws IOException {
        String address = FreePort.address();
        hub = Nodes.start(NodeConfig.builder()
                .nodeId("hub")
                .secret(Secret.createFile(home.resolve("secret")))
                .bind(address)
                .seed(address)
                .build());
        hub.register(
                "text",
                hub.port(p -> p.on("upper", m -> {
                            p.send(m.port(2), "result", m.string(1).toUpperCase(Locale.ROOT));
                        })
                        .on("end", m -> p.kill(p))
                        .onMessage(received::add)));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private CommandRun shell(String... lines) {
        return shell(List.of(), lines);
    }

    private CommandRun shell(List<String> words, String... lines) {
        List<String> args = new ArrayList<>(List.of(
                "shell",
                "--no-config",
                "--nodeid=me",
                "--secret-file=" + home.resolve("secret"),
                "--seed=" + hub.addresses().getFirst()));
        args.addAll(words);
        return CommandRun.in(home).withInput(String.join("\n", lines)).run(args.toArray(String[]::new));
    }

    @Test
    void help() {
        assertThat(CommandRun.in(home).run("shell", "--help").ended(ExitCode.OK).out())
                .contains("Usage: loommp shell", "$SELF", "[NODE]");
        CommandRun help = shell("help").ended(ExitCode.OK);
        assertThat(help.out()).contains("send PORT", "watch FAMILY", "Ctrl-D");
        assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void sendsMessages_andShowsThoseThatCome() {
        CommandRun run = shell(
                        List.of("hub"),
                        "send #text hello 12 {\"a\": [true]} 'two words'",
                        "send #text upper abc $SELF",
                        "wait 10",
                        "call hub#text upper x",
                        "snd [\"hub#text\",\"all\",[\"$NODE\"]]")
                .ended(ExitCode.OK);
        assertThat(Latches.next(received))
                .isEqualTo(Message.of("hello", "12", Map.of("a", List.of(true)), "two words"));
        assertThat(Latches.next(received)).isEqualTo(Message.of("all", List.of("hub")));
        assertThat(run.lines())
                .containsExactlyInAnyOrder(
                        "message sent successfully",
                        "message sent successfully",
                        "<- [\"result\",\"ABC\"]",
                        "\"result\",\"X\"",
                        "message sent successfully");
    }

    @Test
    void monitorsAndEndsPorts() {
        assertThat(shell("mon hub#text", "send hub#text end", "wait 10")
                        .ended(ExitCode.OK)
                        .lines())
                .containsExactlyInAnyOrder("message sent successfully", "hub#text ended: normal");
        hub.register("other", hub.port(p -> p.onMessage(m -> {})));
        assertThat(shell("monitor hub#other", "kill hub#other because 'I say'", "wait 10")
                        .ended(ExitCode.OK)
                        .lines())
                .containsExactly("hub#other ended: [\"because\", \"I say\"]");
    }

    @Test
    void looksAtTheDatabase() {
        hub.database().set("fam", "there", 1);
        CommandRun run = shell(
                        "set fam mine {\"a\": \"b\"}",
                        "db fam mine",
                        "db fam",
                        "watch fam",
                        "wait 10",
                        "set fam other",
                        "wait 10",
                        "del fam other",
                        "wait 10",
                        "unwatch fam")
                .ended(ExitCode.OK);
        assertThat(run.lines())
                .contains(
                        "{\"a\":\"b\"}",
                        "mine = {\"a\":\"b\"}",
                        "there = 1",
                        "+fam mine = {\"a\":\"b\"}",
                        "+fam there = 1",
                        "+fam other",
                        "-fam other");
    }

    @Test
    void listsNodes_andWhoIsConnectedWithWhom() {
        CommandRun run =
                shell("call hub time", "=", "=hub", "trace hub", "exit", "frob").ended(ExitCode.OK);
        assertThat(run.lines()).contains("* hub", "* me", "hub -> ");
    }

    @Test
    void whatGoesWrongIsSaid_theRestIsDone_andTheExitCodeTellsOfIt() {
        CommandRun run = shell(
                        "frob",
                        "wach fam",
                        "send",
                        "send hub#nope x",
                        "call hub#nope x",
                        "db fam nokey",
                        "db 'l",
                        "set",
                        "unwatch fam",
                        "wait soon",
                        "wait 0.01",
                        "send hub#text \"x",
                        "send #x [1",
                        "",
                        "-- a comment",
                        "call hub#text upper last")
                .ended(ExitCode.FAILED);
        assertThat(run.lines())
                .containsExactly(
                        "error: there is no \"frob\"; help shows what there is",
                        "error: there is no \"wach\"; help shows what there is. Is it watch?",
                        "error: used as: send PORT ARG…",
                        "error: no_such_port: cannot monitor nonexistent port hub#nope",
                        "error: no_such_port: cannot monitor nonexistent port hub#nope",
                        "error: family fam has no key nokey",
                        "error: what begins at column 4, 'l, does not end",
                        "error: used as: set FAMILY KEY [VALUE]",
                        "error: family fam is not watched",
                        "error: \"soon\" is no number of seconds up to 86400",
                        "error: nothing came within 0.01 s",
                        "error: what begins at column 15, \"x, does not end",
                        "error: what begins at column 9, [1, does not end",
                        "\"result\",\"LAST\"");
    }

    @Test
    void wordsThatAreTooManyAreRefused_andNothingIsDone() {
        CommandRun run = shell(
                        "set greetings all hello world",
                        "db greetings all",
                        "db greetings all of them",
                        "monitor hub#text hub#other",
                        "=hub #text",
                        "nodes hub",
                        "wait 10 s",
                        "exit now",
                        "set greetings all 'hello world'",
                        "set greetings me",
                        "db greetings all",
                        "del greetings all me")
                .ended(ExitCode.FAILED);
        assertThat(run.lines())
                .containsExactly(
                        "error: used as: set FAMILY KEY [VALUE]",
                        "error: family greetings has no key all",
                        "error: used as: db FAMILY [KEY]",
                        "error: used as: monitor PORT",
                        "error: used as: node NODE",
                        "error: used as: nodes",
                        "error: used as: wait SECONDS",
                        "error: used as: exit",
                        "\"hello world\"");
    }

    @Test
    void whatCannotBeTried() {
        CommandRun.in(home)
                .run("shell", "--no-config", "--seed=127.0.0.1:1")
                .failed(ExitCode.UNUSABLE, "needs what proves it", "--secret-file");
        shell(List.of("#x")).failed(ExitCode.UNUSABLE, "\"#x\" names no port", "NODE#NAME");
    }
}
