package io.loommp.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.cli.ExitCode;
import io.loommp.cli.testing.CommandRun;
import io.loommp.testing.FreePort;
import io.loommp.testing.Latches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands {@code snd}, {@code cal}, {@code mon} and {@code trace}, asking a node of AnyEvent::MP. */
@Timeout(60)
class NetworkCommandsTest {
    @TempDir
    private Path home;

    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();
    private PerlNode perl;
    private CommandRun.Setup setup;

    @BeforeEach
    void start() throws IOException {
        perl = new PerlNode("alpha").port("text", (from, message) -> {
            received.add(message);
            if (message.hasTag("upper")) {
                from.say(message.port(2).name(), "result", message.string(1).toUpperCase(java.util.Locale.ROOT), 1);
            }
        });
        Path secret = home.resolve("secret");
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, PerlNode.SECRET);
        setup = CommandRun.in(home);
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(perl.unknown()).as("requests that a Perl node does not know").isEmpty();
        perl.close();
    }

    private CommandRun run(String command, String... words) {
        return runAt(perl.address(), command, words);
    }

    private CommandRun runAt(String seed, String command, String... words) {
        List<String> args = new ArrayList<>(List.of(
                command, "--no-config", "--secret-file", home.resolve("secret").toString(), "--seed", seed));
        args.addAll(List.of(words));
        return setup.run(args.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"snd", "cal", "mon", "trace"})
    void helpSaysWhatACommandDoes(String command) {
        CommandRun help = setup.run(command, "--help").ended(ExitCode.OK);
        assertThat(help.out()).contains("Usage: loommp " + command, "--seed", "--json");
    }

    // ---- snd ----

    @Test
    void snd_saysThatTheMessageWasSent_whenItsNodeHasSaidSo() {
        CommandRun sent = run("snd", "alpha#text", "hello", "12", "[1,null]").ended(ExitCode.OK);
        assertThat(sent.out()).isEqualToIgnoringNewLines("message sent successfully");
        assertThat(sent.err()).isEmpty();
        assertThat(Latches.next(received)).isEqualTo(Message.of("hello", "12", java.util.Arrays.asList(1, null)));
    }

    @Test
    void snd_asJson() {
        assertThat(run("snd", "--json", "[\"alpha#text\",\"hello\",12]")
                        .ended(ExitCode.OK)
                        .objects())
                .containsExactly(Map.of("port", "alpha#text", "confirmed", true));
        assertThat(Latches.next(received)).isEqualTo(Message.of("hello", 12));
    }

    @Test
    void snd_failsWithTheReason() {
        run("snd", "alpha#nobody", "hello")
                .failed(ExitCode.FAILED, "no_such_port: cannot monitor nonexistent port alpha#nobody", "loommp ports");
    }

    @Test
    void snd_isGivenUpAfterFiveSeconds_whenNoSeedIsThere() throws Exception {
        runAt(FreePort.address(), "snd", "alpha#text", "hello")
                .failed(ExitCode.FAILED, "node alpha has not confirmed it within 5 s", "No node is connected");
    }

    @Test
    void wrongArgumentsAreNotSent() {
        run("snd").failed(ExitCode.UNUSABLE, "Missing required parameter: 'PORT ARG'", "snd --help");
        run("snd", "#text", "x").failed(ExitCode.UNUSABLE, "\"#text\" names no port", "NODE#NAME");
        run("snd", "alpha#text", "[1").failed(ExitCode.UNUSABLE, "argument 2, [1: ", "read as JSON");
        run("cal", "alpha#text", "{").failed(ExitCode.UNUSABLE, "argument 2, {: ", "read as JSON");
        run("cal", "--timeout", "0", "alpha#text").failed(ExitCode.UNUSABLE, "--timeout: 0 is not", "cal --help");
        run("mon", "#text").failed(ExitCode.UNUSABLE, "\"#text\" names no port", "NODE#NAME");
        run("trace", "alpha#text").failed(ExitCode.UNUSABLE, "is a port, not a node", "trace --help");
        setup.run("snd", "--no-config", "--seed", perl.address(), "alpha#text", "x")
                .failed(ExitCode.UNUSABLE, "needs what proves it", "--secret-file");
        assertThat(received).isEmpty();
    }

    // ---- cal ----

    @Test
    void cal_printsTheReplyAsAJsonListWithoutBrackets() {
        assertThat(run("cal", "alpha#text", "upper", "hello").ended(ExitCode.OK).out())
                .isEqualToIgnoringNewLines("\"result\",\"HELLO\",1");
    }

    @Test
    void cal_asJson() {
        assertThat(run("cal", "--json", "alpha#text", "upper", "x")
                        .ended(ExitCode.OK)
                        .objects())
                .containsExactly(Map.of("port", "alpha#text", "reply", List.of("result", "X", 1)));
    }

    @Test
    void cal_asksANodeToo_andPrintsItsTimeWithoutAnExponent() {
        assertThat(run("cal", "alpha", "time").ended(ExitCode.OK).out()).isEqualToIgnoringNewLines("1795308614.46622");
    }

    @Test
    void cal_letsANodeThatEvaluatesEvaluate() {
        assertThat(run("cal", "alpha", "eval", "AnyEvent::MP::Kernel::up_nodes")
                        .ended(ExitCode.OK)
                        .out())
                .startsWith("\"\",\"loommp/"); // no error, and the only node that is connected
    }

    @Test
    void cal_failsWhenThePortEnds_orDoesNotAnswerInTime() {
        run("cal", "alpha#nobody", "x").failed(ExitCode.FAILED, "no_such_port", "loommp ports");
        run("cal", "--timeout", "1", "alpha#text", "x").failed(ExitCode.FAILED, "no reply within 1 s", "loommp snd");
        perl.port("victim", (from, message) -> perl.end("victim", "custom", "text", 5));
        run("cal", "alpha#victim", "x").failed(ExitCode.FAILED, "[\"custom\", \"text\", 5]", "has ended");
    }

    @Test
    void cal_saysThatItWaits_andForWhat() {
        CommandRun port = run("cal", "--timeout", "6", "alpha#text", "x").ended(ExitCode.FAILED);
        assertThat(port.err().lines())
                .startsWith(
                        "loommp: still waiting: alpha#text has not answered for 5 s", "loommp: no reply within 6 s");
        assertThat(run("cal", "--timeout", "6", "alpha", "devnull").err())
                .contains("still waiting: alpha has not answered for 5 s", "a port of it is alpha#NAME");
    }

    // ---- mon ----

    @Test
    void mon_waitsForTheEnd_andPrintsTheReason() {
        assertThat(monitored("victim", "custom", "text", 5).ended(ExitCode.OK).out())
                .isEqualToIgnoringNewLines("[\"custom\", \"text\", 5]");
        assertThat(monitored("normal").ended(ExitCode.OK).out()).isEqualToIgnoringNewLines("normal");
        assertThat(monitored("dies", "die", "boom\n").ended(ExitCode.OK).out())
                .isEqualToIgnoringNewLines("die: boom\\u000A");
    }

    private CommandRun monitored(String port, Object... reason) {
        perl.port(port, (from, message) -> {}).whenWatched(port, () -> perl.end(port, reason));
        return run("mon", "alpha#" + port);
    }

    @Test
    void mon_asJson() {
        perl.port("victim", (from, message) -> {}).whenWatched("victim", () -> perl.end("victim", "custom", 5));
        assertThat(run("mon", "--json", "alpha#victim").ended(ExitCode.OK).objects())
                .containsExactly(Map.of("port", "alpha#victim", "reason", List.of("custom", 5)));
    }

    @Test
    void mon_ofWhatIsNotThere_orIsLost_isAFailure() throws Exception {
        assertThat(run("mon", "alpha#nobody").ended(ExitCode.FAILED).out()).startsWith("no_such_port: ");
        perl.port("victim", (from, message) -> {});
        CompletableFuture<CommandRun> watching = CompletableFuture.supplyAsync(() -> run("mon", "alpha#victim"));
        perl.awaitWatch("victim");
        perl.close();
        assertThat(watching.join().ended(ExitCode.FAILED).out()).startsWith("transport_error: alpha: ");
    }

    // ---- trace ----

    @Test
    void trace_printsWhoIsConnectedWithWhom() throws Exception {
        try (PerlNode beta = new PerlNode("beta")) {
            perl.knows(beta).pretendsToBeConnectedWith("beta", "lost");
            beta.pretendsToBeConnectedWith("alpha");
            assertThat(run("trace", "alpha").ended(ExitCode.OK).lines())
                    .hasSize(3)
                    .startsWith("alpha -> beta lost", "beta -> alpha")
                    .last()
                    .asString()
                    .startsWith("lost -> (transport_error: lost: ");
        }
    }

    @Test
    void trace_beginsWithTheSeeds_whenNoNodeIsNamed() throws Exception {
        try (PerlNode beta = new PerlNode("beta")) {
            perl.knows(beta).pretendsToBeConnectedWith("beta");
            beta.pretendsToBeConnectedWith("alpha");
            assertThat(run("trace").ended(ExitCode.OK).lines()).containsExactly("alpha -> beta", "beta -> alpha");
        }
    }

    @Test
    void trace_asJson() throws Exception {
        try (PerlNode beta = new PerlNode("beta")) {
            perl.knows(beta).pretendsToBeConnectedWith("beta", "lost");
            beta.pretendsToBeConnectedWith("alpha");
            assertThat(run("trace", "--json", "alpha").ended(ExitCode.OK).objects())
                    .startsWith(
                            Map.of("node", "alpha", "neighbours", List.of("beta", "lost")),
                            Map.of("node", "beta", "neighbours", List.of("alpha")))
                    .last()
                    .satisfies(lost -> assertThat(lost).containsKey("failure").containsEntry("node", "lost"));
        }
    }

    @Test
    void trace_failsWhenTheFirstNodeCannotBeAsked() {
        perl.refusesToEvaluate();
        run("trace", "alpha")
                .failed(ExitCode.FAILED, "node alpha: remote execution not allowed", "Connected are: alpha");
    }
}
