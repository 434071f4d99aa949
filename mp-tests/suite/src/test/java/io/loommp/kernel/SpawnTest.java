package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.Probe;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Spawn by the name of a function, on the node itself. */
@Timeout(30)
class SpawnTest {
    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Node node = TestNodes.start("here", time);

    private final EventProbe events = EventProbe.of(node);
    private final Probe probe = Probe.on(node);
    private final BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);

    private KillReason endOf(PortId port) {
        Monitor monitor = node.onEnd(port, told::add);
        assertThat(monitor.watched()).isEqualTo(port);
        return Latches.next(told);
    }

    // ---- what a function can do ----

    @Test
    void theFunctionRunsInTheNewPort_withItsArguments() {
        node.function("test::server", (self, args) -> {
            self.send(probe, "started", self.id(), args);
            self.on(
                    "add",
                    m -> self.send(
                            probe, "sum", m.integer(1) + Message.fromList(args).integer(1)));
        });

        PortId server = node.spawn(probe, "test::server", "a text", 40, List.of(1, 2), probe);
        node.send(server, "add", 2);

        Message started = probe.expect("started");
        assertThat(started.port(1)).isEqualTo(server);
        assertThat(started.list(2)).containsExactly("a text", 40, List.of(1, 2), probe.id());
        assertThat(probe.expect("sum").integer(1)).isEqualTo(42);
        assertThat(server.node()).isEqualTo("here");
        assertThat(events.await(Event.Spawned.class, e -> e.port().equals(server)))
                .isNotNull();
    }

    @Test
    void theCallDoesNotWaitForTheFunction_andMessagesDo() {
        node.function("slow", (self, args) -> {
            Latches.await(release);
            self.onMessage(m -> self.send(probe, m.tag()));
        });
        PortId port = node.spawn(new PortId("here", ""), "slow");
        for (int i = 0; i < 10; i++) {
            node.send(port, i);
        }
        release.countDown();
        for (int i = 0; i < 10; i++) {
            assertThat(probe.next().string(0)).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void withHandlersOfTagsAlone_itIgnoresTheRest() {
        node.function("tagged", (self, args) -> self.on("ping", m -> self.send(probe, "pong")));
        PortId port = node.spawn(probe, "tagged");
        node.send(port, "whatever");
        node.send(port);
        node.send(port, "ping");
        probe.expect("pong");
        assertThat(probe.received()).isEmpty();
    }

    @Test
    void withADefaultHandler_thatGetsTheRest() {
        node.function("default", (self, args) -> self.onMessage(m -> self.send(probe, "got", m.tag())));
        node.send(node.spawn(probe, "default"), "whatever");
        assertThat(probe.expect("got").string(1)).isEqualTo("whatever");
    }

    @Test
    void aThreadIsAttached_andFindsInItsMailboxWhatWasSentBefore() {
        node.function("threaded", (self, args) -> {
            Latches.await(release);
            self.on("handled", m -> self.send(probe, "handled"));
            ThreadPorts.attach(self, thread -> {
                assertThat(thread.id()).isEqualTo(self.id());
                thread.send(probe, "second", thread.get("second").value(1));
                thread.send(probe, "first", thread.get("first").value(1));
                thread.get("never");
            });
        });
        PortId port = node.spawn(probe, "threaded");
        node.send(port, "first", 1);
        node.send(port, "second", 2);
        node.send(port, "handled");
        release.countDown();
        assertThat(probe.next()).isEqualTo(Message.of("second", 2));
        assertThat(probe.next()).isEqualTo(Message.of("first", 1));
        assertThat(probe.next()).isEqualTo(Message.of("handled"));
        node.kill(port, KillReason.of("enough"));
        assertThat(endOf(port)).isEqualTo(KillReason.of("enough"));
    }

    @Test
    void aThreadWhoseFunctionThrowsBehindTheAttach_doesNotRun() {
        CompletableFuture<Boolean> ran = new CompletableFuture<>();
        node.function("attaches", (self, args) -> {
            ThreadPorts.attach(self, thread -> ran.complete(true));
            throw new IllegalStateException("after all");
        });
        PortId port = node.spawn(probe, "attaches");
        assertThat(endOf(port)).isEqualTo(new KillReason.Die("after all"));
        assertThat(ran).isNotDone();
    }

    @Test
    void withoutAnythingThatReceives_thereIsNoPort() {
        node.function("once", (self, args) -> {
            self.send(probe, "ran");
            self.after(Duration.ofSeconds(1), () -> self.send(probe, "never"));
            Latches.await(release);
        });
        PortId port = node.spawn(probe, "once");
        probe.expect("ran");
        node.send(port, "to nobody");
        node.onEnd(port, told::add);
        release.countDown();

        assertThat(Latches.next(told)).isEqualTo(KillReason.NoSuchPort.monitoring(port));
        assertThat(endOf(port)).isEqualTo(KillReason.NoSuchPort.monitoring(port));
        assertThat(events.await(Event.DeadLetter.class).message()).isEqualTo(Message.of("to nobody"));
        assertThat(node.info(port)).isEmpty();
        time.advance(Duration.ofSeconds(2));
        assertThat(probe.received()).isEmpty();
    }

    @Test
    void handlersThatWereTakenBackAreNone() {
        node.function("shy", (self, args) -> self.on("x", m -> {}).off("x"));
        PortId port = node.spawn(probe, "shy");
        assertThat(endOf(port)).isEqualTo(KillReason.NoSuchPort.monitoring(port));
    }

    // ---- failures ----

    @Test
    void aFunctionThatThrows_showsAtTheMonitor_beforeAndAfterItSetHandlers() {
        node.function("early", (self, args) -> {
            throw new IllegalArgumentException("no " + args.getFirst());
        });
        node.function("late", (self, args) -> {
            self.onMessage(m -> {});
            throw new IllegalStateException("too late");
        });
        for (int round = 0; round < 100; round++) { // the monitor comes before the failure, or behind it
            assertThat(endOf(node.spawn(probe, "early", "way"))).isEqualTo(new KillReason.Die("no way"));
            assertThat(endOf(node.spawn(probe, "late"))).isEqualTo(new KillReason.Die("too late"));
        }
        assertThat(events.await(Event.Died.class).cause()).isNotNull();
    }

    @Test
    void anUnknownFunctionShowsAtTheMonitor_andIsShownEscaped() {
        assertThat(endOf(node.spawn(probe, "java.lang.Runtime")))
                .isEqualTo(new KillReason.Die("there is no function java.lang.Runtime"));
        assertThat(endOf(node.spawn(probe, "a\nb"))).isEqualTo(new KillReason.Die("there is no function a\\u000Ab"));
    }

    @Test
    void everyWayOfWatchingIsInTime() throws Exception {
        node.function("early", (self, args) -> {
            throw new IllegalArgumentException("no");
        });
        for (int round = 0; round < 100; round++) {
            InPort.check(node, self -> {
                PortId port = self.spawn(self, "early");
                self.monitor(port, why -> Message.of("notice", why));
                assertThat(self.get("notice").reason(1)).isEqualTo(new KillReason.Die("no"));
            });
            Port dependent = node.port(p -> p.dependOn(p.spawn(p, "early")));
            assertThat(InPort.endOf(dependent)).isEqualTo(new KillReason.Die("no"));
        }
    }

    @Test
    void howItEndedIsKnownForAWhile_notForEver() {
        node.function("brief", (self, args) -> self.onMessage(m -> self.kill(self, KillReason.of("over"))));
        PortId port = node.spawn(probe, "brief");
        node.send(port, "go");
        assertThat(endOf(port)).isEqualTo(KillReason.of("over"));
        time.advance(Duration.ofSeconds(9));
        assertThat(endOf(port)).isEqualTo(KillReason.of("over"));
        time.advance(Duration.ofSeconds(1));
        assertThat(endOf(port)).isEqualTo(KillReason.NoSuchPort.monitoring(port));
    }

    @Test
    void noMoreThanAThousandEndsAreKnown() {
        Departed departed = new Departed(time::nanoTime);
        LocalPort port = Kernel.of(node).local(node.port(p -> {}));
        for (int i = 0; i < 1500; i++) {
            departed.add("port" + i, port, KillReason.of(i));
        }
        assertThat(departed.reason("port499")).isNull();
        assertThat(departed.reason("port500")).isEqualTo(KillReason.of(500));
        assertThat(departed.reason("port1499")).isEqualTo(KillReason.of(1499));
    }

    @Test
    void aKillBeforeTheFunctionHasRun_comesBehindIt() {
        node.function("slow", (self, args) -> {
            self.send(probe, "begins");
            Latches.await(release);
            self.onMessage(m -> self.send(probe, "handled", m.tag()));
        });
        PortId port = node.spawn(probe, "slow");
        node.onEnd(port, told::add);
        probe.expect("begins");
        node.send(port, "before");
        node.kill(port, KillReason.of("enough"));
        node.send(port, "behind");
        release.countDown();

        assertThat(probe.expect("handled")).isEqualTo(Message.of("handled", "before"));
        assertThat(Latches.next(told)).isEqualTo(KillReason.of("enough"));
        assertThat(probe.received()).isEmpty();
    }

    @Test
    void aKillRacesWithTheFunction_andThePortEndsOnce() {
        node.function("racer", (self, args) -> {
            if (args.getFirst() instanceof Integer round && round % 2 == 0) {
                self.onMessage(m -> {});
            } else {
                ThreadPorts.attach(self, thread -> thread.get("never"));
            }
        });
        for (int round = 0; round < 300; round++) {
            PortId port = node.spawn(probe, "racer", round);
            node.onEnd(port, told::add);
            node.kill(port, KillReason.of("enough", round));
            assertThat(Latches.next(told)).isEqualTo(KillReason.of("enough", round));
        }
        assertThat(told).isEmpty();
    }

    @Test
    void theNodeClosesWhileAFunctionRuns() {
        CountDownLatch began = new CountDownLatch(1);
        CompletableFuture<KillReason> end = new CompletableFuture<>();
        try (Node other = TestNodes.start("other", time)) {
            other.function("waits", (self, args) -> {
                began.countDown();
                new CountDownLatch(1).await(); // interrupted by the close
            });
            PortId port = other.spawn(new PortId("other", ""), "waits");
            other.onEnd(port, end::complete);
            Latches.await(began);
        }
        assertThat(InPort.of(end)).isEqualTo(new KillReason.NodeClosed("other"));
    }

    // ---- the table of functions ----

    @Test
    void functionsOfProvidersAreFound_andThoseRegisteredInCodeComeFirst() {
        node.send(node.spawn(probe, "provided::echo", "x"), "echo", probe);
        assertThat(probe.expect("provided").list(1)).containsExactly("x");
        node.send(node.spawn(probe, "provided::second"), "echo", probe);
        probe.expect("second");

        node.function("provided::echo", (self, args) -> self.on("echo", m -> self.send(m.port(1), "mine")));
        node.send(node.spawn(probe, "provided::echo"), "echo", probe);
        probe.expect("mine");
    }

    @Test
    void aFunctionThatWasNotThere_isFoundOnceItIs() {
        assertThat(endOf(node.spawn(probe, "later"))).isInstanceOf(KillReason.Die.class);

        node.function("later", (self, args) -> self.on("echo", m -> self.send(m.port(1), "now")));
        node.send(node.spawn(probe, "later"), "echo", probe);
        probe.expect("now");
    }

    @Test
    void aNameStandsForOneFunction() {
        node.function("f", (self, args) -> {});
        assertThatIllegalStateException()
                .isThrownBy(() -> node.function("f", (self, args) -> {}))
                .withMessageContaining("\"f\"");
        assertThatIllegalArgumentException().isThrownBy(() -> node.function("", (self, args) -> {}));
        assertThatIllegalArgumentException().isThrownBy(() -> node.spawn(probe, ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.spawn(probe, "f", "a", new Object()))
                .withMessageContaining("element 1");
    }

    @Test
    void argumentsAreForReading() {
        CompletableFuture<List<Object>> got = new CompletableFuture<>();
        node.function("reads", (self, args) -> {
            List<Object> seen = Arrays.asList(args.toArray());
            args.set(0, "changed");
            got.complete(seen);
        });
        PortId port = node.spawn(probe, "reads", "a");
        assertThat(endOf(port)).isEqualTo(new KillReason.Die("UnsupportedOperationException"));
        assertThat(got).isNotDone();
    }

    @Test
    void aClosedNodeSpawnsNothing() {
        node.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> node.spawn(probe, "f"))
                .withMessageContaining("closed");
    }
}
