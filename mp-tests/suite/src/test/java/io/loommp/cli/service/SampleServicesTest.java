package io.loommp.cli.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.service.NodeService;
import io.loommp.service.ServiceCall;
import io.loommp.service.ServiceFailed;
import io.loommp.service.Services;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The services that come with the command, found as a node finds them. */
@Timeout(60)
class SampleServicesTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @AutoClose
    private final Node node = LocalNodes.start("here");

    private final Services services = Services.installed();

    private Port start(String name, Object... arguments) {
        return services.start(node, List.of(new ServiceCall(name, List.of(arguments))))
                .getFirst();
    }

    private List<Object> ask(String name, Object... question) {
        return List.copyOf(node.ask(new PortId("here", name), LIMIT, question)
                .toCompletableFuture()
                .join()
                .toList());
    }

    @Test
    void theyAreFound_andSayWhatTheyDo() {
        assertThat(services.all())
                .extracting(NodeService::name)
                .contains("chat", "echo", "ioserver", "reverse", "time");
        assertThat(services.all())
                .allSatisfy(service -> assertThat(service.description()).contains("arguments"));
    }

    @Test
    void echoAnswersWithWhatItWasAsked_andIsNotHarmedByWhatIsNoQuestion() {
        Port echo = start("echo");
        node.send(echo, "no", "question");
        node.send(echo);
        node.send(echo, List.of(), Map.of());
        assertThat(ask("echo", "hello", 42, List.of("a"))).containsExactly("hello", 42, List.of("a"));
        assertThat(ask("echo")).isEmpty();
    }

    @Test
    void reverseAnswersBackwards() {
        start("reverse");
        assertThat(ask("reverse", "hello", "añb", 42)).containsExactly("olleh", "bña", 42);
    }

    @Test
    void timeAnswersWithSecondsAndText() {
        Clock clock = Clock.fixed(Instant.parse("2030-01-02T03:04:05.678Z"), ZoneOffset.UTC);
        Port port = new TimeService(clock).start(node, Message.of());
        assertThat(port.isLive()).isTrue();
        assertThat(ask("time", "now")).containsExactly(1_893_553_445.678, "2030-01-02T03:04:05.678Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "reverse", "time"})
    void argumentsThatNobodyWantsAreAnError(String name) {
        assertThatThrownBy(() -> start(name, "loud"))
                .isInstanceOfSatisfying(
                        ServiceFailed.class,
                        e -> assertThat(e.isMisconfigured()).isTrue())
                .hasMessageContaining("it takes no arguments, and is given [\"loud\"]");
    }

    @Test
    void theyAreFoundInTheDatabase_untilTheyEnd() throws Exception {
        Port echo = start("echo");
        BlockingQueue<List<String>> seen = new LinkedBlockingQueue<>();
        node.database()
                .monitor("echo", change -> seen.add(List.copyOf(change.all().keySet())));
        assertThat(seen.poll(30, TimeUnit.SECONDS)).containsExactly(echo.id().toString());
        echo.kill();
        assertThat(seen.poll(30, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void ioserverNeedsADirectory(@TempDir Path directory) {
        assertThatThrownBy(() -> start("ioserver")).hasMessageContaining("needs one argument, the directory");
        assertThatThrownBy(() -> start("ioserver", directory.resolve("no").toString()))
                .isInstanceOfSatisfying(
                        ServiceFailed.class,
                        e -> assertThat(e.isMisconfigured()).isFalse())
                .hasMessageContaining("is no directory that can be written to");
        assertThat(start("ioserver", directory.toString()).isLive()).isTrue();
        assertThat(node.whereis("ioserver")).isPresent();
    }

    // ---- chat ----

    private final class Person {
        private final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
        private final Port port = node.port(p -> p.onMessage(heard::add));

        Person join(String nick) {
            node.send(node.named("chat"), "join", port, nick);
            return this;
        }

        void says(String text) {
            node.send(node.named("chat"), "say", port, text);
        }

        void hears(Object... expected) throws InterruptedException {
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(Message.of(expected));
        }
    }

    @Test
    void chatTellsAllWhatIsSaid_andWhoComesAndGoes() throws Exception {
        Port room = start("chat", Map.of("topic", "weather"));
        Person ann = new Person().join("ann");
        ann.hears("joined", "ann", List.of("ann"), "weather");
        Person bob = new Person().join("bob");
        ann.hears("joined", "bob", List.of("ann", "bob"), "weather");
        bob.hears("joined", "bob", List.of("ann", "bob"), "weather");
        bob.says("hello");
        ann.hears("said", "bob", "hello");
        bob.hears("said", "bob", "hello");

        bob.port.kill();
        ann.hears("left", "bob", "left");
        room.kill(KillReason.exit("shutdown"));
        ann.hears("closing");
        assertThat(room.terminated()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS)
                        .isNormal())
                .isTrue();
    }

    @Test
    void chatRefusesWhatItCannotTake_andGoesOn() throws Exception {
        Port room = start("chat");
        Person ann = new Person();
        ann.says("too early");
        ann.hears("refused", "join first");
        ann.join(" ").hears("refused", "a nick has 1 to 40 characters");
        ann.join("ann").hears("joined", "ann", List.of("ann"), "");
        ann.join("other").hears("refused", "you are ann already");
        Person second = new Person().join("ann");
        second.hears("refused", "there is ann already");
        ann.says("x".repeat(4001));
        ann.hears("refused", "a text has at most 4000 characters");
        node.send(room, "join");
        node.send(room, "say", List.of(), "text");
        node.send(room, List.of());
        node.send(room, "leave", ann.port);
        ann.join("again").hears("joined", "again", List.of("again"), "");
    }

    @Test
    void chatTakesATopicAlone() {
        assertThatThrownBy(() -> start("chat", Map.of("tropic", "x"))).hasMessageContaining("nothing else");
        assertThatThrownBy(() -> start("chat", "topic"))
                .isInstanceOfSatisfying(
                        ServiceFailed.class,
                        e -> assertThat(e.isMisconfigured()).isTrue());
    }
}
