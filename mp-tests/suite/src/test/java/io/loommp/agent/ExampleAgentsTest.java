package io.loommp.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortInfo;
import io.loommp.kernel.Kernel;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.agent.Action;
import io.loommp.loom.agent.Agent;
import io.loommp.manage.Event;
import io.loommp.manage.EventText;
import io.loommp.manage.Events;
import io.loommp.supervise.Child;
import io.loommp.supervise.Supervisor;
import io.loommp.supervise.Tree;
import io.loommp.testing.Latches;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNetwork;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What agents are for; docs/management.md shows some of these. */
@Timeout(60)
class ExampleAgentsTest {
    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final TestNetwork network = TestNetwork.on(time);

    private final Node node = network.start("here");
    private final Events bus = Kernel.of(node).events();
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    private static <T> Set<T> plus(Set<T> all, T one) {
        Set<T> more = new HashSet<>(all);
        more.add(one);
        return Set.copyOf(more);
    }

    private static <T> Set<T> minus(Set<T> all, T one) {
        Set<T> less = new HashSet<>(all);
        less.remove(one);
        return Set.copyOf(less);
    }

    // ---- the name monitor ----

    record Registration(boolean added, PortId port, String name) {}

    record ClientGone(PortId client) {}

    record Forgotten(PortId client) {}

    static Agent<Set<PortId>> nameMonitor(Node node) {
        return Agent.on(node, "name-monitor", Set.<PortId>of())
                .sink(PortId.class, (client, cx) -> {
                    cx.self().monitor(client, why -> new ClientGone(client));
                    cx.update(clients -> plus(clients, client));
                    return Action.ready();
                })
                .sink(ClientGone.class, (gone, cx) -> {
                    cx.update(clients -> minus(clients, gone.client()));
                    cx.broadcast(new Forgotten(gone.client()));
                    return Action.ready();
                })
                .sink(Event.Registered.class, (e, cx) -> {
                    cx.state().forEach(client -> cx.self().send(client, new Registration(true, e.port(), e.name())));
                    return Action.ready();
                })
                .sink(Event.Unregistered.class, (e, cx) -> {
                    cx.state().forEach(client -> cx.self().send(client, new Registration(false, e.port(), e.name())));
                    return Action.ready();
                })
                .start();
    }

    @Test
    void aNameMonitorTellsItsClientsOfNames_andForgetsThoseThatDie() {
        Agent.on(node, "witness", 0)
                .sink(Forgotten.class, (gone, cx) -> {
                    seen.add(gone);
                    return Action.ready();
                })
                .start();
        nameMonitor(node);
        Port byMail = node.port(p -> p.on(Registration.class, seen::add));
        Port byBus = node.port(p -> p.on(Registration.class, told -> seen.add("by bus: " + told.added())));
        Port named = node.port(p -> {});
        node.send(new PortId("here", "name-monitor"), byMail);
        node.register("first", named);
        assertThat(Latches.next(seen)).isEqualTo(new Registration(true, named.id(), "first"));
        byMail.kill();
        assertThat(Latches.next(seen)).isEqualTo(new Forgotten(byMail.id()));
        bus.notify(byBus.id());
        node.unregister("first");
        assertThat(Latches.next(seen)).isEqualTo("by bus: false");
    }

    // ---- sums ----

    @Test
    void anAgentSumsNumbersFromBusAndMailbox_andItsSumIsReadFromOutside() {
        Agent<Long> summing = Agent.on(node, "sum", 0L)
                .sink(Number.class, (number, cx) -> {
                    cx.update(sum -> sum + number.longValue());
                    cx.put("sum", cx.state());
                    return Action.ready();
                })
                .sink(String.class, (done, cx) -> Action.deactivate(done))
                .start();
        for (int i = 1; i <= 100; i++) {
            bus.notify(i);
            node.send(summing.port(), i);
        }
        bus.notify("done");
        assertThat(summing.ended().toCompletableFuture().join()).isEqualTo("done");
        assertThat(node.tables().get("sum", "sum", Long.class).orElseThrow()).isBetween(5050L, 10_100L);
    }

    @Test
    void aTableIsSetAndReadFromOutside() {
        node.tables().set("limits", "percent", 80);
        Agent.on(node, "limits", 0)
                .sink(String.class, (key, cx) -> {
                    seen.add(cx.look(key, Integer.class).orElse(-1));
                    return Action.ready();
                })
                .start();
        bus.notify("percent");
        assertThat(Latches.next(seen)).isEqualTo(80);
        assertThat(node.tables().get("limits", "percent", Integer.class)).contains(80);
    }

    // ---- logs ----

    /** Collects what agents of many nodes send it. */
    static Agent<Integer> logCatcher(Node node, BlockingQueue<Object> lines) {
        return Agent.on(node, "log-catcher", 0)
                .sink(Message.class, (message, cx) -> {
                    lines.add(message.string(1) + ": " + message.string(2));
                    return Action.receive();
                })
                .start();
    }

    /** Sends what happens in a node to a collector. */
    static Agent<Integer> logAgent(Node node, PortId collector) {
        return Agent.on(node, "log-agent", 0)
                .sink(Event.Log.class, (log, cx) -> {
                    cx.self().send(collector, "log", node.id(), EventText.of(log));
                    return Action.ready();
                })
                .sink(Event.Registered.class, (e, cx) -> {
                    cx.self().send(collector, "log", node.id(), EventText.of(e));
                    return Action.ready();
                })
                .start();
    }

    @Test
    void oneNodeCollectsTheLogOfMany() {
        logCatcher(node, seen);
        PortId collector = new PortId("here", "log-catcher");
        for (String name : List.of("one", "two")) {
            Node other = network.start(name);
            logAgent(other, collector);
            Kernel.of(other).events().notify(new Event.Log("a line"));
            time.settle();
            assertThat(Latches.next(seen)).isEqualTo(name + ": log a line");
        }
    }

    // ---- nodes ----

    @Test
    void anAgentTellsWhichNodesAreUp() {
        Agent.on(node, "nodes", Set.<String>of())
                .sink(Event.Connected.class, (e, cx) -> {
                    cx.update(up -> plus(up, e.node()));
                    seen.add(cx.state());
                    return Action.ready();
                })
                .sink(Event.NodeDied.class, (e, cx) -> {
                    cx.update(up -> minus(up, e.node()));
                    seen.add(cx.state());
                    return Action.ready();
                })
                .start();
        Node other = network.start("other");
        network.connect(node, other);
        assertThat(Latches.next(seen)).isEqualTo(Set.of("other"));
        network.crash(other);
        assertThat(Latches.next(seen)).isEqualTo(Set.of());
    }

    // ---- the watchdog ----

    record Look() {}

    @Test
    void aWatchdogReportsPortsWhoseOldestMessageGrowsOld() {
        Port deaf = ThreadPorts.spawn(node, self -> {
            self.send(self.id(), "to myself");
            self.get("never");
        });
        Agent.on(node, "watchdog", Set.<PortId>of())
                .sink(Event.Spawned.class, (e, cx) -> {
                    cx.update(all -> plus(all, e.port()));
                    return Action.ready();
                })
                .sink(Event.Died.class, (e, cx) -> {
                    cx.update(all -> minus(all, e.port()));
                    return Action.ready();
                })
                .sink(PortId.class, (port, cx) -> {
                    cx.update(all -> plus(all, port));
                    cx.self().every(Duration.ofSeconds(10), () -> cx.broadcast(new Look()));
                    seen.add("watching");
                    return Action.ready();
                })
                .sink(Look.class, (look, cx) -> {
                    for (PortId port : cx.state()) {
                        node.info(port)
                                .flatMap(PortInfo::oldestUnmatched)
                                .filter(age -> age.compareTo(Duration.ofSeconds(30)) > 0)
                                .ifPresent(age -> seen.add(port));
                    }
                    return Action.ready();
                })
                .start();
        node.send(new PortId("here", "watchdog"), deaf);
        assertThat(Latches.next(seen)).isEqualTo("watching");
        for (int i = 0; i < 6; i++) {
            time.advance(Duration.ofSeconds(10));
        }
        assertThat(Latches.next(seen)).isEqualTo(deaf.id());
    }

    // ---- a supervisor's diary ----

    @Test
    void anAgentKeepsASupervisorsDiary() {
        Agent<Map<String, Integer>> diary = Agent.on(node, "diary", Map.<String, Integer>of())
                .sink(Event.ChildStarted.class, (e, cx) -> {
                    seen.add(e.child() + " started, time " + e.starts());
                    return Action.ready();
                })
                .sink(Event.ChildEnded.class, (e, cx) -> {
                    cx.update(ends -> {
                        Map<String, Integer> more = new HashMap<>(ends);
                        more.merge(e.child(), 1, Integer::sum);
                        return Map.copyOf(more);
                    });
                    cx.put("ends", cx.state());
                    seen.add(e.child() + " ended: " + e.reason());
                    return Action.ready();
                })
                .start();
        assertThat(diary.info().running()).isTrue();
        Supervisor shop = Supervisor.start(
                node,
                Tree.oneForOne("shop")
                        .child(
                                "stock",
                                supervisor -> node.port(p -> p.onMessage(m -> seen.add("served"))),
                                Child.temporary()));
        assertThat(Latches.next(seen)).isEqualTo("shop/stock started, time 1");
        node.kill(Objects.requireNonNull(shop.child("stock").orElseThrow().port()), KillReason.of("sold out"));
        assertThat(Latches.next(seen)).isEqualTo("shop/stock ended: [\"sold out\"]");
    }
}
