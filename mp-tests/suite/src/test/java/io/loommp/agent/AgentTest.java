package io.loommp.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.agent.Action;
import io.loommp.loom.agent.Agent;
import io.loommp.loom.agent.AgentInfo;
import io.loommp.loom.agent.DuplicateAgentException;
import io.loommp.loom.agent.Overflow;
import io.loommp.loom.agent.RestartPolicy;
import io.loommp.manage.BusReader;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import io.loommp.spi.Parking;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testing.UsualParking;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Agents: management.md 3 to 6, 8 and 10.4. */
@Timeout(60)
class AgentTest {
    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Node node = TestNodes.start("here", time);

    private final Events bus = Kernel.of(node).events();
    private final EventProbe events = EventProbe.of(node);
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    private record Tick(int number) {}

    private record Tock(int number) {}

    private static <T> T end(Agent<?> agent, T value) {
        agent.ended().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
        return value;
    }

    // ---- the bus ----

    @Test
    void whatIsPublishedAfterTheStartIsSeen_inThePublishersOrder() {
        Agent.on(node, "all", 0)
                .sink(Tick.class, (tick, cx) -> {
                    seen.add(tick);
                    return Action.ready();
                })
                .start();
        for (int i = 0; i < 1000; i++) {
            bus.notify(new Tick(i));
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(Latches.next(seen)).isEqualTo(new Tick(i));
        }
    }

    @Test
    void notifyAndBroadcastOfAnAgentReachAllAgents_itselfToo() {
        Agent.on(node, "other", 0)
                .sink(Tock.class, (tock, cx) -> {
                    seen.add("other " + tock.number());
                    return Action.ready();
                })
                .start();
        Agent.on(node, "one", 0)
                .sink(Tick.class, (tick, cx) -> {
                    cx.broadcast(new Tock(1));
                    Kernel.of(cx.node()).events().notify(new Tock(2));
                    return Action.ready();
                })
                .sink(Tock.class, (tock, cx) -> {
                    seen.add("one " + tock.number());
                    return Action.ready();
                })
                .start();
        bus.notify(new Tick(0));
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(Latches.next(seen));
        }
        assertThat(all).contains("one 1", "one 2", "other 1", "other 2");
        assertThat(all.indexOf("one 1")).isLessThan(all.indexOf("one 2"));
    }

    @Test
    void anAgentThatAnswersTrafficWithTrafficDoesNotFeedItself() {
        Port receiver = node.port(p -> p.onMessage(m -> {}));
        AtomicInteger inputs = new AtomicInteger();
        Agent<Integer> echo = Agent.on(node, "echo", 0)
                .sink(Event.Sent.class, (sent, cx) -> {
                    inputs.incrementAndGet();
                    cx.self().send(receiver, "echo");
                    cx.node().send(receiver, "echo, in nobody's name");
                    return Action.ready();
                })
                .sink(Event.Received.class, (received, cx) -> {
                    inputs.incrementAndGet();
                    cx.self().send(receiver, "echo of received");
                    return Action.ready();
                })
                .sink(Tick.class, (tick, cx) -> Action.deactivate("done"))
                .start();
        node.send(receiver, "once");
        bus.notify(new Tick(0));
        assertThat(end(echo, inputs).get()).isEqualTo(2);
    }

    @Test
    void norByItsPortsChannelsForksAndTimers_butOthersSeeAllOfIt() {
        Port receiver = node.port(p -> p.onMessage(m -> {}));
        Agent<Integer> busy = Agent.on(node, "busy", 0)
                .sink(Tick.class, (tick, cx) -> {
                    cx.self().send(cx.self().channel(Tock.class), new Tock(1));
                    cx.self().fork(() -> cx.self().send(receiver, "by a fork")).join();
                    cx.self().after(Duration.ofSeconds(1), receiver, "by a timer");
                    Port child = cx.self().port(p -> p.onMessage(m -> {}));
                    seen.add(child.id());
                    return Action.ready();
                })
                .sink(Tock.class, (tock, cx) -> Action.deactivate("done"))
                .sink(Event.class, (event, cx) -> add(event))
                .start();
        EventProbe others = EventProbe.of(node, Event.Kind.traffic());
        bus.notify(new Tick(0));
        PortId child = (PortId) Latches.next(seen);
        time.advance(Duration.ofSeconds(1));
        others.await(Event.Sent.class, sent -> sent.message().hasTag("by a fork"));
        others.await(Event.Received.class, got -> got.message().hasTag("by a timer"));
        others.await(Event.Spawned.class, born -> born.port().equals(child));
        others.await(Event.ReceivedOnChannel.class);
        bus.notify(new Tock(0));
        assertThat(end(busy, seen)).isEmpty();
    }

    @Test
    void poisonOnTheBusHarmsNobody() {
        class Poison {
            @Override
            public boolean equals(@Nullable Object other) {
                throw new IllegalStateException("equals was called");
            }

            @Override
            public int hashCode() {
                throw new IllegalStateException("hashCode was called");
            }

            @Override
            public String toString() {
                throw new IllegalStateException("toString was called");
            }
        }
        Agent.on(node, "taster", 0)
                .sink(Poison.class, (poison, cx) -> {
                    seen.add("tasted");
                    return Action.ready();
                })
                .sink(Event.User.class, (user, cx) -> {
                    seen.add("tasted of a user");
                    return Action.ready();
                })
                .start();
        bus.notify(new Poison());
        bus.notify(new Event.User(new Poison()));
        assertThat(Latches.next(seen)).isEqualTo("tasted");
        assertThat(Latches.next(seen)).isEqualTo("tasted of a user");
    }

    @Test
    void eventsOfTheRuntimeCannotBeForged() {
        assertThatThrownBy(() -> bus.notify(new Event.Spawned(new PortId("here", "x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SPAWNED");
    }

    @Test
    void anAgentStartsAgentsAndPorts() {
        Agent.on(node, "parent", 0)
                .sink(Tick.class, (tick, cx) -> {
                    Agent.on(cx.node(), "child", 0)
                            .sink(Tock.class, (tock, c) -> {
                                seen.add("child has it");
                                return Action.ready();
                            })
                            .start();
                    cx.self().spawn(self -> seen.add("a port runs"));
                    return Action.ready();
                })
                .start();
        bus.notify(new Tick(0));
        assertThat(Latches.next(seen)).isEqualTo("a port runs");
        bus.notify(new Tock(0));
        assertThat(Latches.next(seen)).isEqualTo("child has it");
    }

    // ---- sinks and actions ----

    @Test
    void theFirstSinkThatFitsDecides_andSkipGoesOnWithTheStateBefore() {
        Agent.on(node, "skipper", 10)
                .sink(Tick.class, (tick, cx) -> {
                    cx.set(99);
                    return Action.skip();
                })
                .sink(Record.class, (any, cx) -> {
                    seen.add(cx.state());
                    cx.update(n -> n + 1);
                    return Action.ready();
                })
                .sink(Tick.class, (tick, cx) -> {
                    seen.add("never");
                    return Action.ready();
                })
                .start();
        bus.notify(new Tick(0));
        bus.notify(new Tick(0));
        assertThat(Latches.next(seen)).isEqualTo(10);
        assertThat(Latches.next(seen)).isEqualTo(11);
    }

    @Test
    void whatNoSinkTakesIsDiscardedAndCounted() {
        Agent<Integer> agent = Agent.on(node, "picky", 0)
                .sink(Tick.class, (tick, cx) -> tick.number() == 0 ? Action.skip() : Action.deactivate("enough"))
                .start();
        bus.notify(new Tock(1));
        bus.notify(new Tick(0));
        bus.notify(new Tick(1));
        AgentInfo info = end(agent, agent).info();
        assertThat(info.unmatched()).isEqualTo(2);
        assertThat(info.handled()).isEqualTo(1);
        assertThat(info.endReason()).isEqualTo("enough");
    }

    @Test
    void aMessageIsTheRecordOrTheOnlyElementThatItHolds() {
        Agent.on(node, "reader", 0)
                .sink(PortId.class, (id, cx) -> add(id))
                .sink(Tick.class, (tick, cx) -> add(tick))
                .sink(Number.class, (number, cx) -> add(number))
                .sink(Message.class, (message, cx) -> add(message))
                .start();
        PortId agent = new PortId("here", "reader");
        node.send(agent, new PortId("there", "x"));
        node.send(agent, "there#y");
        node.send(agent, Message.of("tick", 3));
        node.send(agent, 5);
        node.send(agent, "anything", "else");
        assertThat(Latches.next(seen)).isEqualTo(new PortId("there", "x"));
        assertThat(Latches.next(seen)).isEqualTo(new PortId("there", "y"));
        assertThat(Latches.next(seen)).isEqualTo(new Tick(3));
        assertThat(Latches.next(seen)).isEqualTo(5);
        assertThat(Latches.next(seen)).isEqualTo(Message.of("anything", "else"));
    }

    @Test
    @SuppressWarnings("NullAway") // that is the point
    void aSinkThatReturnsNothingHasFailed_andIsNamed() {
        Agent<Integer> agent = Agent.on(node, "silent", 0)
                .sink(Tick.class, (tick, cx) -> null)
                .sink(Tick.class, (tick, cx) -> add("never"))
                .start();
        bus.notify(new Tick(0));
        assertThat(end(agent, agent).info().lastFailure())
                .isInstanceOf(NullPointerException.class)
                .hasMessage("what the sink for " + Tick.class.getName() + " of agent silent returns");
        assertThat(seen).isEmpty();
    }

    private Action add(Object input) {
        seen.add(input);
        return Action.ready();
    }

    /** An agent that waits until both of its sources have three inputs each, then goes on by this action. */
    private List<Object> orderWith(Action action) {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch filled = new CountDownLatch(1);
        Agent.on(node, "sources", 0)
                .sink(Tock.class, (tock, cx) -> {
                    inside.countDown();
                    Latches.await(filled);
                    return Action.ready();
                })
                .sink(Tick.class, (tick, cx) -> {
                    seen.add("bus " + tick.number());
                    return action;
                })
                .sink(Integer.class, (number, cx) -> {
                    seen.add("mailbox " + number);
                    return action;
                })
                .start();
        bus.notify(new Tock(0));
        Latches.await(inside);
        for (int i = 0; i < 3; i++) {
            node.send(new PortId("here", "sources"), i);
            bus.notify(new Tick(i));
        }
        filled.countDown();
        List<Object> order = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            order.add(Latches.next(seen));
        }
        return order;
    }

    @Test
    void mailboxAndBusTakeTurns() {
        assertThat(orderWith(Action.ready()))
                .containsExactly("mailbox 0", "bus 0", "mailbox 1", "bus 1", "mailbox 2", "bus 2");
    }

    @Test
    void receiveLooksIntoTheMailboxFirst() {
        assertThat(orderWith(Action.receive()))
                .containsExactly("mailbox 0", "mailbox 1", "mailbox 2", "bus 0", "bus 1", "bus 2");
    }

    @Test
    void receiveChanLooksAtTheBusFirst() {
        assertThat(orderWith(Action.receiveChan()))
                .containsExactly("mailbox 0", "bus 0", "bus 1", "bus 2", "mailbox 1", "mailbox 2");
    }

    @Test
    void anAgentSleepsOnBothSources() {
        Agent.on(node, "sleeper", 0)
                .sink(Tick.class, (tick, cx) -> add("bus"))
                .sink(Integer.class, (number, cx) -> add("mailbox"))
                .start();
        for (int i = 0; i < 50; i++) {
            bus.notify(new Tick(i));
            assertThat(Latches.next(seen)).isEqualTo("bus");
            node.send(new PortId("here", "sleeper"), i);
            assertThat(Latches.next(seen)).isEqualTo("mailbox");
        }
    }

    @Test
    void itsWaitsHaveNoTime() {
        Set<String> timed = ConcurrentHashMap.newKeySet();
        Parking watched = new UsualParking() {
            @Override
            public void parkNanos(Object blocker, long nanos) {
                timed.add(Thread.currentThread().getName());
                super.parkNanos(blocker, nanos);
            }
        };
        try (Kernel quiet = Kernel.start(KernelConfig.of("quiet").withParking(watched))) {
            Agent<Integer> agent = Agent.on(quiet, "sleeper", 0)
                    .sink(Tick.class, (tick, cx) -> add("bus"))
                    .sink(Integer.class, (number, cx) -> add("mailbox"))
                    .start();
            for (int i = 0; i < 50; i++) {
                quiet.events().notify(new Tick(i));
                assertThat(Latches.next(seen)).isEqualTo("bus");
                quiet.send(agent.port(), i);
                assertThat(Latches.next(seen)).isEqualTo("mailbox");
            }
            assertThat(timed).doesNotContain(agent.port().toString());
        }
    }

    // ---- life ----

    @Test
    void aDuplicateIsRefused_andNothingElseIsHarmed() {
        Agent<Integer> first = Agent.on(node, "one", 0)
                .sink(Tick.class, (tick, cx) -> add("still here"))
                .start();
        assertThatThrownBy(() -> Agent.on(node, "one", 0).start())
                .isInstanceOf(DuplicateAgentException.class)
                .hasMessageContaining("\"one\"")
                .hasMessageContaining(first.port().toString());
        bus.notify(new Tick(0));
        assertThat(Latches.next(seen)).isEqualTo("still here");
        assertThat(node.whereis("one")).contains(first.port());
    }

    @Test
    void anIdThatCannotBeANameIsRefused_andNothingIsLeft() {
        int ports = node.ports().size();
        for (String id : List.of("", "~id")) {
            assertThatThrownBy(() -> Agent.on(node, id, 0)
                            .sink(Tick.class, (tick, cx) -> add("never"))
                            .start())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("name");
        }
        assertThat(node.ports()).hasSize(ports);
        assertThat(bus.wantsAny(BusReader.VALUES)).isFalse();
    }

    @Test
    void noInputComesBeforeTheNameIsBound() throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Thread publisher = Thread.startVirtualThread(() -> {
            while (!over.get()) {
                bus.notify(new Tick(0));
            }
        });
        for (int i = 0; i < 100; i++) {
            String id = "agent " + i;
            Agent<Integer> agent = Agent.on(node, id, 0)
                    .sink(Tick.class, (tick, cx) -> {
                        seen.add(cx.node()
                                .whereis(id)
                                .equals(Optional.of(cx.self().id())));
                        return Action.deactivate("seen enough");
                    })
                    .start();
            end(agent, agent);
            assertThat(Latches.next(seen)).isEqualTo(true);
        }
        over.set(true);
        publisher.join();
    }

    @Test
    void ofManyStartsAtOnceOneWins() throws InterruptedException {
        AtomicInteger started = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.startVirtualThread(() -> {
                try {
                    Agent.on(node, "one", 0).start();
                    started.incrementAndGet();
                } catch (DuplicateAgentException e) {
                    refused.incrementAndGet();
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(started.get()).isEqualTo(1);
        assertThat(refused.get()).isEqualTo(7);
    }

    @Test
    void aDeactivatedAgentEndsNormally_andTheReasonIsTold() {
        AtomicInteger finalized = new AtomicInteger();
        Agent<Integer> agent = Agent.on(node, "worker", 0)
                .sink(Tick.class, (tick, cx) -> Action.deactivate("tired"))
                .finalizer(cx -> finalized.incrementAndGet())
                .start();
        CompletableFuture<KillReason> why = new CompletableFuture<>();
        node.onEnd(agent.port(), why::complete);
        bus.notify(new Tick(0));
        assertThat(why.join()).isEqualTo(KillReason.normal());
        assertThat(events.await(Event.AgentStopped.class))
                .isEqualTo(new Event.AgentStopped("worker", agent.port(), "tired"));
        assertThat(end(agent, finalized).get()).isEqualTo(1);
        assertThat(node.whereis("worker")).isEmpty();
    }

    @Test
    void anAgentCanBeDeactivatedFromOutside_behindItsMailbox() {
        Agent<Integer> agent = Agent.on(node, "worker", 0)
                .sink(Integer.class, (number, cx) -> add(number))
                .start();
        node.send(agent.port(), 1);
        agent.deactivate("no longer needed");
        assertThat(agent.ended().toCompletableFuture().join()).isEqualTo("no longer needed");
        assertThat(Latches.next(seen)).isEqualTo(1);
    }

    @Test
    void aSinkThatThrowsIsTheEnd_andTheFinalizerSeesTheStateBefore() {
        IllegalStateException failure = new IllegalStateException("a sink failed, as it should");
        Agent<Integer> agent = Agent.on(node, "fragile", 0)
                .sink(Tick.class, (tick, cx) -> {
                    cx.set(tick.number());
                    if (tick.number() == 5) {
                        throw failure;
                    }
                    return Action.ready();
                })
                .finalizer(cx -> seen.add(cx.state()))
                .start();
        CompletableFuture<KillReason> why = new CompletableFuture<>();
        node.onEnd(agent.port(), why::complete);
        for (int i = 1; i <= 5; i++) {
            bus.notify(new Tick(i));
        }
        assertThat(why.join()).isEqualTo(new KillReason.Die("a sink failed, as it should"));
        assertThat(Latches.next(seen)).isEqualTo(4);
        assertThat(events.await(Event.AgentFailed.class))
                .isEqualTo(new Event.AgentFailed("fragile", agent.port(), failure));
        assertThat(end(agent, agent).info().lastFailure()).isSameAs(failure);
        assertThat(seen).isEmpty();
    }

    @Test
    void aFinalizerThatThrowsIsTold_andChangesNoReason() {
        IllegalStateException failure = new IllegalStateException("a finalizer failed, as it should");
        Agent<Integer> agent = Agent.on(node, "clumsy", 0)
                .sink(Tick.class, (tick, cx) -> Action.deactivate("done"))
                .finalizer(cx -> {
                    throw failure;
                })
                .start();
        CompletableFuture<KillReason> why = new CompletableFuture<>();
        node.onEnd(agent.port(), why::complete);
        bus.notify(new Tick(0));
        assertThat(why.join()).isEqualTo(KillReason.normal());
        assertThat(events.await(Event.AgentFailed.class).cause()).isSameAs(failure);
        assertThat(events.await(Event.AgentStopped.class).reason()).isEqualTo("done");
    }

    @Test
    void whatTheFinalizerThrowsBehindASinkIsSuppressed() {
        IllegalStateException failure = new IllegalStateException("a sink failed, as it should");
        IllegalStateException second = new IllegalStateException("and the finalizer, too");
        Agent.on(node, "clumsy", 0)
                .sink(Tick.class, (tick, cx) -> {
                    throw failure;
                })
                .finalizer(cx -> {
                    throw second;
                })
                .start();
        bus.notify(new Tick(0));
        assertThat(events.await(Event.AgentFailed.class).cause()).isSameAs(failure);
        assertThat(failure.getSuppressed()).containsExactly(second);
    }

    @Test
    void anAgentKilledWhileItSleepsIsFinalizedOnce_withoutAnInterrupt() {
        Agent<Integer> agent = Agent.on(node, "victim", 7)
                .sink(Tick.class, (tick, cx) -> add("asleep soon"))
                .finalizer(cx -> seen.add(Thread.currentThread().isInterrupted() ? "interrupted" : cx.state()))
                .start();
        bus.notify(new Tick(0));
        assertThat(Latches.next(seen)).isEqualTo("asleep soon");
        node.kill(agent.port(), new KillReason.Die("enough"));
        assertThat(Latches.next(seen)).isEqualTo(7);
        assertThat(events.await(Event.AgentStopped.class).reason()).isEqualTo("die: enough");
        assertThat(end(agent, seen)).isEmpty();
    }

    @Test
    void anAgentThatIsKilledAtOnceIsFinalizedOnce() {
        for (int i = 0; i < 100; i++) {
            Agent<Integer> agent =
                    Agent.on(node, "brief", 0).finalizer(cx -> seen.add("over")).start();
            node.kill(agent.port(), new KillReason.Die("at once"));
            assertThat(end(agent, seen)).hasSize(1);
            seen.clear();
        }
    }

    @Test
    void anAgentIsStartedAnew_withItsFirstState_andMissesNothing() {
        Agent<Integer> agent = Agent.on(node, "phoenix", 0)
                .sink(Tick.class, (tick, cx) -> {
                    if (tick.number() < 0) {
                        throw new IllegalStateException("a sink failed, as it should");
                    }
                    cx.update(n -> n + 1);
                    return add(tick.number() + " of " + cx.state());
                })
                .restart(RestartPolicy.atMost(1, Duration.ofMinutes(1)))
                .finalizer(cx -> seen.add("finalized"))
                .start();
        PortId before = agent.port();
        for (int i : new int[] {1, -1, 2, 3, -1}) {
            bus.notify(new Tick(i));
        }
        assertThat(Latches.next(seen)).isEqualTo("1 of 1");
        assertThat(Latches.next(seen)).isEqualTo("finalized");
        assertThat(Latches.next(seen)).isEqualTo("2 of 1");
        assertThat(Latches.next(seen)).isEqualTo("3 of 2");
        assertThat(Latches.next(seen)).isEqualTo("finalized");
        AgentInfo info = end(agent, agent).info();
        assertThat(info.restarts()).isEqualTo(1);
        assertThat(info.port()).isNotEqualTo(before);
        assertThat(info.running()).isFalse();
    }

    @Test
    void anAgentThatIsDeactivatedWhileItFailsIsNotStartedAnew() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Agent<Integer> agent = Agent.on(node, "failing", 0)
                .sink(Tick.class, (tick, cx) -> {
                    inside.countDown();
                    Latches.await(go);
                    throw new IllegalStateException("a sink failed, as it should");
                })
                .restart(RestartPolicy.atMost(5, Duration.ofMinutes(1)))
                .start();
        bus.notify(new Tick(1));
        Latches.await(inside);
        agent.deactivate("enough");
        go.countDown();
        assertThat(end(agent, agent).info().restarts()).isZero();
        assertThat(node.whereis("failing")).isEmpty();
    }

    @Test
    void anotherAgentMayFollowUnderTheSameId_andFindsTheTable() {
        Agent<Integer> first = Agent.on(node, "heir", 0)
                .sink(Tick.class, (tick, cx) -> {
                    cx.put("last", tick.number());
                    return Action.deactivate("done");
                })
                .start();
        bus.notify(new Tick(42));
        end(first, first);
        Agent.on(node, "heir", 0)
                .sink(Tock.class, (tock, cx) -> add(cx.look("last", Integer.class)))
                .start();
        bus.notify(new Tock(0));
        assertThat(Latches.next(seen)).isEqualTo(Optional.of(42));
    }

    @Test
    void theTableOfAnAgentThatRunsMayBeDropped_andItsNextValueMakesItAnew() {
        Agent.on(node, "writer", 0)
                .sink(Tick.class, (tick, cx) -> {
                    cx.put("number", tick.number());
                    return add(tick);
                })
                .start();
        bus.notify(new Tick(1));
        Latches.next(seen);
        node.tables().drop("writer");
        assertThat(node.tables().tables()).isEmpty();
        bus.notify(new Tick(2));
        Latches.next(seen);
        assertThat(node.tables().snapshot("writer")).isEqualTo(Map.of("number", 2));
    }

    @Test
    void aNodeThatClosesFinalizesItsAgents() {
        Agent<Integer> agent = Agent.on(node, "last", 0)
                .sink(Tick.class, (tick, cx) -> Action.ready())
                .finalizer(cx -> seen.add("finalized"))
                .start();
        node.close();
        assertThat(seen).containsExactly("finalized"); // the close has waited for it
        assertThat(end(agent, seen)).hasSize(1);
    }

    @Test
    void aFinalizerThatDoesNotReturnHoldsUpNoClose() {
        CountDownLatch release = new CountDownLatch(1);
        Agent<Integer> agent = Agent.on(node, "stubborn", 0)
                .finalizer(cx -> {
                    seen.add("begun");
                    Latches.awaitStubbornly(release);
                })
                .start();
        node.close();
        assertThat(seen).containsExactly("begun");
        assertThat(agent.info().running()).isTrue();
        release.countDown();
        assertThat(end(agent, agent).info().running()).isFalse();
    }

    // ---- bounds ----

    private Agent<Integer> stuck(CountDownLatch release, int size, Overflow overflow) {
        CountDownLatch inside = new CountDownLatch(1);
        Agent<Integer> agent = Agent.on(node, "slow", 0)
                .sink(Tock.class, (tock, cx) -> {
                    inside.countDown();
                    Latches.await(release);
                    return Action.ready();
                })
                .sink(Object.class, (any, cx) -> add(any))
                .buffer(size, overflow)
                .start();
        bus.notify(new Tock(0));
        Latches.await(inside);
        return agent;
    }

    @Test
    void whatDoesNotFitIsDroppedCountedAndTold_butNotTheLifeOfPorts() {
        CountDownLatch release = new CountDownLatch(1);
        Agent<Integer> agent = stuck(release, 4, Overflow.DROP_NEWEST);
        for (int i = 0; i < 10; i++) {
            bus.notify(new Tick(i));
        }
        Port born = node.port(p -> {});
        release.countDown();
        for (int i = 0; i < 4; i++) {
            assertThat(Latches.next(seen)).isEqualTo(new Tick(i));
        }
        assertThat(Latches.next(seen)).isEqualTo(new Event.Dropped(6, Set.of()));
        assertThat(Latches.next(seen)).isEqualTo(new Event.Spawned(born.id()));
        assertThat(agent.info().droppedValues()).isEqualTo(6);
        assertThat(agent.info().highWater()).isEqualTo(5);
    }

    @Test
    void eachGapIsToldInItsPlace_behindWhatCameBeforeIt() {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        Agent.on(node, "slow", 0)
                .sink(Tock.class, (tock, cx) -> {
                    began.countDown();
                    Latches.await(first);
                    return Action.ready();
                })
                .sink(Tick.class, (tick, cx) -> {
                    if (tick.number() == 0) {
                        inside.countDown();
                        Latches.await(second);
                    }
                    return add(tick);
                })
                .sink(Event.Dropped.class, (gap, cx) -> add(gap))
                .buffer(3, Overflow.DROP_NEWEST)
                .start();
        bus.notify(new Tock(0));
        Latches.await(began);
        for (int i = 0; i < 5; i++) {
            bus.notify(new Tick(i)); // the last two are dropped
        }
        first.countDown();
        Latches.await(inside);
        for (int i = 5; i < 9; i++) {
            bus.notify(new Tick(i)); // there is room for one, and the last three are dropped
        }
        second.countDown();
        for (Object next : List.of(
                new Tick(0),
                new Tick(1),
                new Tick(2),
                new Event.Dropped(2, Set.of()),
                new Tick(5),
                new Event.Dropped(3, Set.of()))) {
            assertThat(Latches.next(seen)).isEqualTo(next);
        }
        bus.notify(new Tick(9));
        assertThat(Latches.next(seen)).isEqualTo(new Tick(9));
    }

    @Test
    void droppedEventsAreCountedByTheirKinds_andTheReserveIsBoundedToo() {
        CountDownLatch release = new CountDownLatch(1);
        Agent<Integer> agent = stuck(release, 1, Overflow.DROP_NEWEST);
        for (int i = 0; i < 3; i++) {
            bus.notify(new Event.Log("line"));
        }
        for (int i = 0; i < 600; i++) {
            node.port(p -> {}).kill();
        }
        time.settle();
        AgentInfo info = agent.info();
        assertThat(info.dropped()).containsEntry(Event.Kind.LOG, 2L).containsKey(Event.Kind.DIED);
        assertThat(info.highWater()).isEqualTo(1 + 1024);
        long dropped = info.dropped().values().stream().mapToLong(n -> n).sum();
        assertThat(info.offered()).isEqualTo(1 + 3 + 1200);
        assertThat(dropped).isEqualTo(2 + 1200 - 1024);
        release.countDown();
        assertThat(Latches.next(seen)).isEqualTo(new Event.Log("line"));
        assertThat(Latches.next(seen)).isEqualTo(new Event.Dropped(2, Set.of(Event.Kind.LOG)));
        for (int i = 0; i < 1024; i++) {
            assertThat(Event.Kind.life()).contains(((Event) Latches.next(seen)).kind());
        }
        assertThat(((Event.Dropped) Latches.next(seen)).count()).isEqualTo(dropped - 2);
    }

    @Test
    void theOldestMayBeDroppedInstead() {
        CountDownLatch release = new CountDownLatch(1);
        stuck(release, 4, Overflow.DROP_OLDEST);
        for (int i = 0; i < 10; i++) {
            bus.notify(new Tick(i));
        }
        release.countDown();
        assertThat(Latches.next(seen)).isEqualTo(new Event.Dropped(6, Set.of()));
        for (int i = 6; i < 10; i++) {
            assertThat(Latches.next(seen)).isEqualTo(new Tick(i));
        }
    }

    @Test
    void whoNotifiesMayBeMadeToWait_andTheRuntimeIsNot() {
        CountDownLatch release = new CountDownLatch(1);
        stuck(release, 2, Overflow.BLOCK_USER);
        CountDownLatch all = new CountDownLatch(1);
        Thread.startVirtualThread(() -> {
            for (int i = 0; i < 100; i++) {
                bus.notify(new Tick(i));
            }
            all.countDown();
        });
        Port receiver = node.port(p -> p.onMessage(m -> {}));
        for (int i = 0; i < 1000; i++) {
            node.send(receiver, "traffic"); // does not wait
        }
        assertThat(all.getCount()).isEqualTo(1);
        release.countDown();
        Latches.await(all);
        int next = 0;
        while (next < 100) {
            if (Latches.next(seen) instanceof Tick tick) {
                assertThat(tick.number()).isEqualTo(next++);
            }
        }
    }

    @Test
    void agentsThatPublishToEachOtherDoNotWaitForEachOther() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        CountDownLatch published = new CountDownLatch(2);
        List<Agent<Integer>> agents = new ArrayList<>();
        for (String id : List.of("left", "right")) {
            agents.add(Agent.on(node, id, 0)
                    .sink(Tock.class, (begin, cx) -> {
                        both.await(10, TimeUnit.SECONDS);
                        for (int i = 0; i < 100; i++) {
                            cx.broadcast(new Tick(i));
                        }
                        both.await(10, TimeUnit.SECONDS);
                        published.countDown();
                        return Action.ready();
                    })
                    .sink(Tick.class, (tick, cx) -> Action.ready())
                    .buffer(2, Overflow.BLOCK_USER)
                    .start());
        }
        bus.notify(new Tock(0));
        Latches.await(published);
        for (Agent<Integer> agent : agents) {
            assertThat(agent.info().droppedValues()).isEqualTo(198); // of 200 from both
        }
    }

    @Test
    void aListenerDoesNotWaitForAnAgent() {
        CountDownLatch release = new CountDownLatch(1);
        Agent<Integer> agent = stuck(release, 2, Overflow.BLOCK_USER);
        CountDownLatch all = new CountDownLatch(1);
        try (Events.Subscription listener = bus.subscribe(Set.of(Event.Kind.LOG), log -> {
            for (int i = 0; i < 10; i++) {
                bus.notify(new Tick(i));
            }
            all.countDown();
        })) {
            bus.notify(new Event.Log("go"));
            Latches.await(all);
            assertThat(listener).isNotNull();
        }
        assertThat(agent.info().droppedValues()).isEqualTo(9); // the line of the log has taken the other place
        release.countDown();
    }

    @Test
    void whoWaitsForRoomIsFreedByAKill_andByTheEndOfTheAgent() {
        CountDownLatch release = new CountDownLatch(1);
        Agent<Integer> agent = stuck(release, 1, Overflow.BLOCK_USER);
        bus.notify(new Tick(0));
        Port killed = ThreadPorts.spawn(node, self -> bus.notify(new Tick(1)));
        CompletableFuture<Integer> freed = InPort.start(node, self -> {
            bus.notify(new Tick(2));
            return 2;
        });
        time.settle();
        assertThat(node.info(killed).orElseThrow().toString()).contains("room for what agent slow is to be told");
        killed.kill(new KillReason.Die("enough"));
        assertThat(InPort.endOf(killed)).isEqualTo(new KillReason.Die("enough"));
        assertThat(agent.info().droppedValues()).isEqualTo(1); // what the killed one had
        assertThat(freed).isNotDone();
        node.kill(agent.port(), new KillReason.Die("enough"));
        assertThat(InPort.of(freed)).isEqualTo(2);
        release.countDown();
    }

    @Test
    void whoIsInterruptedDoesNotWaitForRoom_andStaysInterrupted() {
        CountDownLatch release = new CountDownLatch(1);
        Agent<Integer> agent = stuck(release, 1, Overflow.BLOCK_USER);
        bus.notify(new Tick(0));
        Thread.currentThread().interrupt();
        bus.notify(new Tick(1));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(agent.info().droppedValues()).isEqualTo(1);
        release.countDown();
        assertThat(Latches.next(seen)).isEqualTo(new Tick(0));
        assertThat(Latches.next(seen)).isEqualTo(new Event.Dropped(1, Set.of()));
    }

    @Test
    void whoWaitsForRoomIsFreedByTheCloseOfTheNode() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        stuck(release, 1, Overflow.BLOCK_USER);
        bus.notify(new Tick(0));
        Thread waits = Thread.startVirtualThread(() -> bus.notify(new Tick(1)));
        node.close();
        waits.join();
        assertThat(waits.isInterrupted()).isFalse();
        release.countDown();
    }

    @Test
    void anOverrunMayBeTheEnd() {
        CountDownLatch release = new CountDownLatch(1);
        Agent<Integer> agent = stuck(release, 2, Overflow.DEACTIVATE);
        for (int i = 0; i < 3; i++) {
            bus.notify(new Tick(i));
        }
        release.countDown();
        assertThat(agent.ended().toCompletableFuture().join()).isEqualTo("overrun");
    }

    @Test
    void nobodyIsInterestedWhenNoAgentIs() {
        assertThat(bus.wants(Event.Kind.SENT)).isFalse();
        Agent<Integer> agent = Agent.on(node, "interested", 0)
                .sink(Event.Sent.class, (sent, cx) -> Action.ready())
                .start();
        assertThat(bus.wants(Event.Kind.SENT)).isTrue();
        assertThat(bus.wants(Event.Kind.RECEIVED)).isFalse();
        agent.deactivate("done");
        end(agent, agent);
        assertThat(bus.wants(Event.Kind.SENT)).isFalse();
    }

    @Test
    void aSinkCanDoWhatEveryPortCan() throws Exception {
        Port asker = ThreadPorts.spawn(node, self -> self.get("never"));
        Agent.on(node, "able", 0)
                .sink(Tick.class, (tick, cx) -> {
                    cx.self().monitor(asker, why -> Message.of("gone"));
                    cx.self().kill(asker, KillReason.normal());
                    return add(cx.self().get("gone"));
                })
                .start();
        bus.notify(new Tick(0));
        assertThat(Latches.next(seen)).isEqualTo(Message.of("gone"));
    }
}
