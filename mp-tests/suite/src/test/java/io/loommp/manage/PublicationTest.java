package io.loommp.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.local.LocalNodes;
import io.loommp.loom.agent.Action;
import io.loommp.loom.agent.Agent;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who carries an event to those who want it, and of which messages one is made: management.md C4 and C5. */
@Timeout(60)
class PublicationTest {
    private final Node node = LocalNodes.start("here");
    private final Events bus = Kernel.of(node).events();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        release.countDown();
        node.close();
    }

    private <T> Agent<Integer> stuckAt(Class<T> type) {
        return Agent.on(node, "stuck", 0)
                .sink(type, (input, cx) -> {
                    release.await();
                    return Action.ready();
                })
                .start();
    }

    @Test
    void whoNotifiesHasLeftItWithEachAgentWhenThatReturns() {
        Agent<Integer> agent = stuckAt(Integer.class);
        for (int i = 1; i <= 100; i++) {
            bus.notify(i);
            assertThat(agent.info().offered()).isEqualTo(i);
        }
    }

    @Test
    void whoSendsHasLeftTheEventsWithEachAgentWhenThatReturns() {
        Agent<Integer> agent = stuckAt(Event.Received.class);
        CountDownLatch first = new CountDownLatch(1);
        Port port = node.port(p -> p.onMessage(message -> {
            first.countDown();
            Latches.awaitStubbornly(release);
        }));
        node.send(port, "first");
        Latches.await(first);
        long before = agent.info().offered();
        for (int i = 1; i <= 100; i++) {
            node.send(port, "next", i);
            assertThat(agent.info().offered()).isEqualTo(before + i);
        }
    }

    // ---- of some ports only ----

    private Agent<List<String>> diaryOf(Set<PortId> ports) {
        return Agent.on(node, "diary", List.<String>of())
                .messagesOf(ports)
                .sink(Event.class, (event, cx) -> {
                    if (EventText.of(event).matches("(sent|received).*")) {
                        told.add(EventText.of(event));
                    }
                    return Action.ready();
                })
                .sink(String.class, (end, cx) -> Action.deactivate(end))
                .start();
    }

    private Port port(String name) {
        Port port = node.port(p -> p.onMessage(message -> {}));
        node.register(name, port);
        return port;
    }

    @Test
    void anAgentIsToldOfTheMessagesOfItsPortsOnly() {
        Port a = port("a");
        Port b = port("b");
        Port c = port("c");
        Agent<List<String>> diary = diaryOf(Set.of(a.id(), PortId.of("here#c")));
        Agent<Integer> other = stuckAt(Event.class); // wants them all
        node.send(a, "to a");
        node.send(b, "to b");
        node.send(PortId.of("here#c"), "to the name c");
        node.send(PortId.of("here#b"), "to the name b");
        node.send(c, "to c");
        InPort.check(node, self -> self.send(b, "of no port that counts"));
        bus.notify("enough");
        assertThat(diary.ended().toCompletableFuture().join()).isEqualTo("enough");
        assertThat(told)
                .containsExactly(
                        "sent here -> " + a.id() + " [\"to a\"]",
                        "received " + a.id() + " <- [\"to a\"]",
                        "sent_to_name here -> c [\"to the name c\"]");
        assertThat(other.info().offered()).isGreaterThanOrEqualTo(12);
    }

    @Test
    void messagesOfOtherPortsAreNotAskedFor() {
        Port a = port("a");
        Port b = port("b");
        assertThat(bus.wantsSend(a.id(), b.id())).isFalse();
        Agent<List<String>> diary = diaryOf(Set.of(a.id()));
        assertThat(bus.wantsAny(Events.SENDS)).isTrue();
        assertThat(bus.wantsSend(a.id(), b.id())).isTrue();
        assertThat(bus.wantsSend(b.id(), a.id())).isTrue();
        assertThat(bus.wantsSend(b.id(), b.id())).isFalse();
        assertThat(bus.wantsReceive(a.id())).isTrue();
        assertThat(bus.wantsReceive(b.id())).isFalse();
        diary.deactivate("enough");
        diary.ended().toCompletableFuture().join();
        assertThat(bus.wantsReceive(a.id())).isFalse();
    }

    @Test
    void tracersOfSomePortsAskForNoOthers() {
        Port a = port("a");
        Port b = port("b");
        Tracing tracing = Tracing.of(node);
        try (Tracing.Handle some = tracing.push("some", event -> {}, TraceFlags.of(TraceSubject.ports(a.id())))) {
            assertThat(some).isNotNull();
            assertThat(bus.wantsSend(a.id(), b.id())).isTrue();
            assertThat(bus.wantsSend(b.id(), a.id())).isFalse(); // what is sent is traced of its sender
            assertThat(bus.wantsReceive(a.id())).isTrue();
            assertThat(bus.wantsReceive(b.id())).isFalse();
        }
        try (Tracing.Handle named = tracing.push("named", event -> {}, TraceFlags.of(TraceSubject.names("a")))) {
            assertThat(named).isNotNull();
            assertThat(bus.wantsSend(b.id(), a.id())).isTrue(); // who holds the name is looked at later
        }
        assertThat(bus.wantsSend(a.id(), b.id())).isFalse();
    }

    @Test
    void anAgentOfNoPortsIsAMistake() {
        assertThatThrownBy(() -> Agent.on(node, "none", 0).messagesOf(Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ports must not be empty");
    }
}
