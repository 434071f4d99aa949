package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.manage.Event;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node does when another one makes a request of it: part 5.2 of the protocol, security S21 and S23. */
@Timeout(30)
class NodeRequestTest {
    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Kernel node = start(false);

    private final EventProbe events = EventProbe.of(node);
    private final FakeLink link = up(node, "there");

    private Kernel start(boolean relay) {
        return Kernel.start(
                KernelConfig.of("here").withTimers(id -> time.view()).withRelay(relay));
    }

    private static FakeLink up(Kernel node, String other) {
        FakeLink link = new FakeLink(node, other);
        assertThat(link.up()).isTrue();
        return link;
    }

    private void request(@Nullable Object... request) {
        link.receive("", request);
    }

    /** The request was ignored and counted, and nothing was said to anybody. */
    private void expectIgnored(String name, @Nullable Object... request) {
        long before = node.statistics().ignoredRequests();
        int said = link.packets().size();
        request(request);
        assertThat(node.statistics().ignoredRequests())
                .as("ignored: %s", Arrays.toString(request))
                .isEqualTo(before + 1);
        assertThat(link.packets()).hasSize(said);
        assertThat(events.await(Event.RequestIgnored.class, e -> e.request().equals(name)))
                .isEqualTo(new Event.RequestIgnored("there", name));
    }

    private void expectAnswer(Message answer) {
        assertThat(link.packets().getLast()).isEqualTo(answer);
    }

    // ---- what is answered ----

    @Test
    void sndIsAnEchoToAPortOfTheAskingNode() {
        request("snd", "there#p", "message sent successfully", 1, List.of("two"));
        expectAnswer(Message.of("p", "message sent successfully", 1, List.of("two")));
        request("snd", "there#p");
        expectAnswer(Message.of("p"));
        assertThat(node.statistics().ignoredRequests()).isZero();
    }

    @Test
    void canSaysWhetherARequestIsKnown() {
        node.export("My::function", (self, args) -> {});
        for (String known : List.of("eval", "snd", "mon1", "", "AnyEvent::MP::_spawn", "My::function")) {
            request("can", known, "there#p", "c", known);
            expectAnswer(Message.of("p", "c", known, "1"));
        }
        for (String unknown : List.of("nonesuch", "kil", "java.lang.Runtime::exec")) {
            request("can", unknown, "there#p", "c");
            expectAnswer(Message.of("p", "c", ""));
        }
    }

    @Test
    void timeIsInSeconds() {
        time.advance(Duration.ofMillis(1500));
        request("time", "there#p", "t");
        expectAnswer(Message.of("p", "t", 1.5));
    }

    @Test
    void devnullAndTheEmptyRequestDoNothing() {
        request("devnull", 1, "x");
        request("");
        request("", "there#p");
        request();
        request((Object) null);
        assertThat(node.statistics().ignoredRequests()).isZero();
        assertThat(link.packets()).isEmpty();
    }

    @Test
    void evalEvaluatesNothing_andSaysSoToWhoWaits_andEachAttemptIsCounted() {
        request("eval", "6*7, 'x'", "there#r", "e");
        expectAnswer(Message.of("r", "e", "remote execution not allowed"));
        request("eval", "1", "there#r");
        expectAnswer(Message.of("r", "remote execution not allowed"));
        assertThat(node.statistics().ignoredRequests()).isEqualTo(2);
        assertThat(events.await(Event.RequestIgnored.class).request()).isEqualTo("eval");
        expectIgnored("eval", "eval", "unlink </etc/*>");
    }

    @Test
    void theOneTextThatTraceSendsIsAnsweredByTheNodesThatAreUp() {
        FakeLink third = up(node, "third");
        request("eval", "AnyEvent::MP::Kernel::up_nodes", "there#r", "here");
        assertThat(link.packets().getLast().toList())
                .startsWith("r", "here", "")
                .hasSize(5);
        assertThat(link.packets().getLast().from(3)).containsExactlyInAnyOrder("there", "third");
        third.lose("gone");
        request("eval", " AnyEvent::MP::Kernel::up_nodes\n", "there#r");
        expectAnswer(Message.of("r", "", "there"));
        assertThat(node.statistics().ignoredRequests()).isZero();
        expectIgnored("eval", "eval", "AnyEvent::MP::Kernel::up_nodes", "third#r");
    }

    // ---- to whom ----

    @Test
    void nothingIsSaidToAnybodyButAPortOfTheAskingNode() {
        FakeLink third = up(node, "third");
        Probe own = Probe.on(node);
        for (Object to : List.of("third#p", own.id().toString(), "there", "", "#p", 7, List.of("there#p"), true)) {
            expectIgnored("snd", "snd", to, "x");
            expectIgnored("can", "can", "snd", to, "x");
            expectIgnored("time", "time", to, "x");
            expectIgnored("loommp::whereis", "loommp::whereis", "name", to);
            expectIgnored("loommp::unregister", "loommp::unregister", "name", to);
            expectIgnored("loommp::register", "loommp::register", "name", own, to);
        }
        for (String request : List.of("snd", "can", "time", "eval", "loommp::whereis", "loommp::register")) {
            expectIgnored(request, request);
            expectIgnored(request, request, null, null, null);
        }
        assertThat(third.packets()).isEmpty();
        assertThat(node.whereis("name")).isEmpty();
        link.receive(own.id().name(), "nothing before this");
        own.expect("nothing before this");
    }

    @Test
    void anAnswerThatCannotBeWrittenIsNone() {
        link.refuse(message -> message.hasTag("long"));
        expectIgnored("snd", "snd", "there#p", "long");
        expectIgnored("time", "time", "there#p", "long");
    }

    @Test
    void anAnswerDoesNotDialAnybody() {
        link.breakSilently();
        request("snd", "there#p", "echo");
        assertThat(events.await(Event.DeadLetter.class).to()).isEqualTo(PortId.of("there#p"));
    }

    // ---- relay ----

    @Test
    void nestedInOneAnotherThingsAreNotPassedOn() {
        expectIgnored("snd", "snd", "here", "snd", "there#p", "x");
        expectIgnored("snd", "snd", "here", "eval", "exit", "there#p");
    }

    @Test
    void whoRelaysPassesMessagesOn_butNoRequestsToOthers() {
        try (Kernel relay = start(true)) {
            FakeLink asking = up(relay, "there");
            FakeLink third = up(relay, "third");
            Probe own = Probe.on(relay);
            asking.receive("", "snd", "third#p", "x", 1);
            assertThat(third.packets()).containsExactly(Message.of("p", "x", 1));
            asking.receive("", "snd", own.id(), "for you");
            own.expect("for you");
            asking.receive("", "snd", "third", "kil0", "p");
            third.refuse(message -> message.hasTag("long"));
            asking.receive("", "snd", "third#p", "long");
            assertThat(third.packets()).hasSize(1);
            assertThat(relay.statistics().ignoredRequests()).isEqualTo(2);
        }
    }

    @Test
    void aHundredThousandRelaysInOneAnotherEndWhereTheyPoint() {
        try (Kernel relay = start(true)) {
            FakeLink asking = up(relay, "there");
            List<Object> nested = new ArrayList<>();
            for (int i = 0; i < 100_000; i++) {
                nested.add("snd");
                nested.add("here");
            }
            nested.addAll(List.of("snd", "there#p", "out again"));
            asking.receive("", nested.toArray());
            assertThat(asking.packets()).containsExactly(Message.of("p", "out again"));
        }
    }

    // ---- the node's own requests ----

    @Test
    void aNodeMakesRequestsOfItselfByMessagesToItsNodePort() {
        Probe own = Probe.on(node);
        PortId itself = PortId.of("here");
        node.send(itself, "snd", own, "echo", 1);
        assertThat(own.next()).isEqualTo(Message.of("echo", 1));
        node.after(Duration.ofSeconds(1), itself, "can", "eval", own, "later");
        time.advance(Duration.ofSeconds(1));
        assertThat(own.next()).isEqualTo(Message.of("later", "1"));
        node.send(itself, "snd", "there#p", "out");
        expectAnswer(Message.of("p", "out"));

        node.send(itself, "kil1", own.id().name());
        node.send(itself, "mon1", own.id().name());
        node.send(itself, "AnyEvent::MP::_spawn", "name", "f");
        events.settle();
        assertThat(events.seen(Event.RequestIgnored.class))
                .hasSize(3)
                .allMatch(e -> e.node().equals("here"));
        assertThat(own.port().isLive()).isTrue();
    }

    @Test
    void aQuestionToANodePortIsARequestThatIsAnswered() {
        Port echo = node.port(p -> p.on("ask", m -> p.send(m.port(1), "?")));
        assertThat(node.ask(PortId.of("here"), Duration.ofSeconds(5), slot -> Message.of("can", "time", slot, "can"))
                        .toCompletableFuture()
                        .join())
                .isEqualTo(Message.of("can", "1"));
        assertThat(echo.isLive()).isTrue();
    }
}
