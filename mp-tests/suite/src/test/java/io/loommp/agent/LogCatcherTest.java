package io.loommp.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.loom.agent.Agent;
import io.loommp.loom.agent.DuplicateAgentException;
import io.loommp.loom.agent.LogCatcher;
import io.loommp.loom.agent.LogCatcher.Line;
import io.loommp.manage.Event;
import io.loommp.manage.Tracing;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNetwork;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log of many nodes on one of them. */
@Timeout(60)
class LogCatcherTest {
    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final TestNetwork network = TestNetwork.on(time);

    private final Node here = network.start("here");
    private final Node one = network.start("one");
    private final Node two = network.start("two");
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();

    private Line next(Event.Kind kind) {
        time.settle();
        Line line = Latches.next(lines);
        while (line.kind() != kind) {
            line = Latches.next(lines);
        }
        return line;
    }

    @Test
    void theLogsOfManyNodesComeTogether_alsoThatOfTheNodeItself() {
        Agent<Long> catching = LogCatcher.start(here, lines::add);
        for (Node node : List.of(here, one, two)) {
            LogCatcher.send(node, "here");
        }
        Port port = one.port(p -> {});
        one.kill(port, new KillReason.Die("oops"));
        assertThat(next(Event.Kind.DIED))
                .isEqualTo(new Line("one", Event.Kind.DIED, "died " + port.id() + " die: oops"));
        for (Node node : List.of(here, two)) {
            Tracing.of(node).log("a line of " + node.id());
            assertThat(next(Event.Kind.LOG))
                    .isEqualTo(new Line(node.id(), Event.Kind.LOG, "log a line of " + node.id()));
        }
        assertThat(catching.info().unmatched()).isZero();
        assertThatThrownBy(() -> LogCatcher.start(here, lines::add)).isInstanceOf(DuplicateAgentException.class);
        assertThatThrownBy(() -> LogCatcher.send(one, "here")).isInstanceOf(DuplicateAgentException.class);
    }

    @Test
    void whatWasToBeExpectedIsNotSent_norWhatNobodyAskedFor() {
        LogCatcher.start(here, lines::add);
        Agent<Long> sending = LogCatcher.send(one, "here", Set.of(Event.Kind.DIED));
        Port normal = one.port(p -> {});
        Port watched = one.port(p -> {});
        one.onEnd(watched, why -> {});
        one.kill(normal);
        one.kill(watched, new KillReason.Die("watched"));
        Tracing.of(one).log("a line");
        Port failing = one.port(p -> {});
        one.kill(failing, new KillReason.Die("oops"));
        assertThat(next(Event.Kind.DIED).text()).isEqualTo("died " + failing.id() + " die: oops");
        assertThat(sending.info().offered()).isEqualTo(3);
    }

    @Test
    void whatTheCatcherReceivesMakesNoLine_alsoOnItsOwnNode() {
        LogCatcher.start(here, lines::add);
        LogCatcher.send(here, "here", Set.of(Event.Kind.LOG, Event.Kind.RECEIVED));
        PortId other = here.port(p -> p.onMessage(m -> {})).id();
        Tracing.of(here).log("first");
        assertThat(Latches.next(lines).text()).isEqualTo("log first");
        here.send(other, "hello");
        assertThat(Latches.next(lines).text()).contains(other.toString()).contains("hello");
        Tracing.of(here).log("last");
        assertThat(Latches.next(lines).text()).isEqualTo("log last");
    }

    @Test
    void aLineCarriesTheNodeThatItCameFrom_andIsOneLine_whateverIsInIt() {
        Agent<Long> catching = LogCatcher.start(here, lines::add);
        PortId catcher = new PortId("here", LogCatcher.CATCHER);
        two.send(catcher, "log", "NO_SUCH_KIND", "text");
        two.send(catcher, "log", "LOG");
        two.send(catcher, "log", 1, List.of());
        two.send(catcher, "something", "else");
        two.send(catcher, "log", "LOG", "forged\nlog from one");
        two.send(catcher, "log", "LOG", "x".repeat(10_000));
        assertThat(next(Event.Kind.LOG)).isEqualTo(new Line("two", Event.Kind.LOG, "forged\\u000Alog from one"));
        assertThat(next(Event.Kind.LOG).text()).hasSizeLessThan(300);
        assertThat(catching.info().unmatched()).isEqualTo(4);
    }

    @Test
    void whoCannotReachTheCatcherLosesLines_andMakesNoneOfThat() {
        EventProbe events = EventProbe.of(one);
        Set<Event.Kind> kinds = EnumSet.copyOf(LogCatcher.usual());
        kinds.add(Event.Kind.DEAD_LETTER);
        Agent<Long> sending = LogCatcher.send(one, "away", kinds);
        Tracing.of(one).log("lost");
        time.settle();
        time.advance(Duration.ofMinutes(1));
        events.settle();
        assertThat(events.seen(Event.DeadLetter.class)).hasSize(1);
        sending.deactivate("enough");
        InPort.of(sending.ended().toCompletableFuture());
        assertThat(Kernel.of(one).events().wants(Event.Kind.LOG)).isTrue(); // by the probe
        assertThat(one.whereis(LogCatcher.SENDER)).isEmpty();
    }
}
