package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Self;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.spi.KernelThread;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MonitorTest {
    private static final KillReason WHY = KillReason.of("why", 1);

    @AutoClose
    private final Node node = LocalNodes.start("here");

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    private Port idle() {
        return node.port(p -> p.onMessage(message -> {}));
    }

    private KillReason endOf(Port port) {
        return InPort.endOf(port);
    }

    private static LocalPort internals(Port port) {
        return (LocalPort) port;
    }

    @Test
    void aCallbackRunsInTheWatchersContext() {
        Port watched = idle();
        CountDownLatch release = new CountDownLatch(1);
        Port watcher = node.port(p -> {
            p.onEnd(watched, why -> seen.add("ended " + why));
            p.on("block", message -> {
                seen.add("begin");
                Latches.await(release);
                seen.add("end");
            });
        });
        node.send(watcher, "block");
        assertThat(Latches.next(seen)).isEqualTo("begin");
        watched.kill(WHY);
        endOf(watched);

        release.countDown();

        assertThat(Latches.next(seen)).isEqualTo("end");
        assertThat(Latches.next(seen)).isEqualTo("ended " + WHY);
        assertThat(watcher.isLive()).isTrue();
    }

    @Test
    void aNoticeIsAMessageOfTheWatchersOwnMaking() {
        Port watched = idle();
        node.port(p -> p.on("gone", message -> seen.add(message.toString()))
                .monitor(watched, why -> Message.of("gone", watched.id(), why)));
        watched.kill(WHY);
        assertThat(Latches.next(seen)).isEqualTo("[\"gone\", \"" + watched.id() + "\", [\"why\", 1]]");
    }

    @Test
    void normalEndsAreToldToo() {
        Port watched = idle();
        node.onEnd(watched, why -> seen.add("normal: " + why.isNormal()));
        watched.kill();
        assertThat(Latches.next(seen)).isEqualTo("normal: true");
    }

    @Test
    void whoDependsEndsWithTheSameReason_exceptANormalOne() {
        Port normal = idle();
        Port abnormal = idle();
        Port dependent = node.port(p -> {
            p.dependOn(normal);
            p.dependOn(abnormal);
            p.onMessage(message -> seen.add(message.tag()));
        });
        normal.kill();
        endOf(normal);
        node.send(dependent, "alive");
        assertThat(Latches.next(seen)).isEqualTo("alive");

        abnormal.kill(WHY);

        assertThat(endOf(dependent)).isEqualTo(WHY);
    }

    @Test
    void aThreadThatDependsEndsTheSameWay() {
        Port watched = idle();
        CountDownLatch waiting = new CountDownLatch(1);
        Port dependent = ThreadPorts.spawn(node, self -> {
            self.dependOn(watched);
            waiting.countDown();
            self.get();
        });
        Latches.await(waiting);
        watched.kill(WHY);
        assertThat(endOf(dependent)).isEqualTo(WHY);
    }

    @Test
    void aLongChainOfDependentsEndsWhole() {
        List<Port> chain = new ArrayList<>();
        chain.add(ThreadPorts.spawn(node, self -> self.get("never")));
        CountDownLatch hung = new CountDownLatch(5000);
        for (int i = 0; i < 5000; i++) {
            Port before = chain.getLast();
            chain.add(ThreadPorts.spawn(node, self -> {
                self.dependOn(before);
                hung.countDown();
                self.get("never");
            }));
        }
        Latches.await(hung);

        chain.getFirst().kill(WHY);

        for (Port port : chain) {
            assertThat(endOf(port)).isEqualTo(WHY);
        }
    }

    @Test
    void eachFiresOnce_howeverManyKill() {
        for (int round = 0; round < 100; round++) {
            Port watched = idle();
            AtomicInteger fired = new AtomicInteger();
            CountDownLatch all = new CountDownLatch(20);
            for (int i = 0; i < 20; i++) {
                node.onEnd(watched, why -> {
                    fired.incrementAndGet();
                    all.countDown();
                });
            }
            for (int k = 0; k < 4; k++) {
                Thread.startVirtualThread(() -> watched.kill(WHY));
            }
            Latches.await(all);
            endOf(watched);
            assertThat(fired).hasValue(20);
        }
    }

    @Test
    void settingAWatchRacesWithTheEnd_itFiresOnceEitherWay() {
        for (int round = 0; round < 500; round++) {
            Port watched = idle();
            AtomicInteger fired = new AtomicInteger();
            CountDownLatch told = new CountDownLatch(1);
            Thread.startVirtualThread(() -> watched.kill(WHY));
            node.onEnd(watched, why -> {
                fired.incrementAndGet();
                told.countDown();
            });
            Latches.await(told);
            endOf(watched);
            assertThat(fired).hasValue(1);
        }
    }

    @Test
    void onWhatIsNotThereItFiresAtOnce() {
        Port dead = idle();
        dead.kill(WHY);
        endOf(dead);
        node.onEnd(dead, why -> seen.add(why.toString()));
        assertThat(Latches.next(seen))
                .isEqualTo(KillReason.NoSuchPort.monitoring(dead.id()).toString());

        PortId unknown = new PortId("here", "nobody");
        Port dependent = node.port(p -> p.dependOn(unknown));
        assertThat(endOf(dependent)).isEqualTo(KillReason.NoSuchPort.monitoring(unknown));
    }

    @Test
    void aWatchOnAnotherNodeWithoutARouteFiresAtOnce() {
        PortId remote = new PortId("there", "port");
        node.onEnd(remote, why -> seen.add(why.toString()));
        assertThat(Latches.next(seen)).isEqualTo(new KillReason.TransportError("there", "no known address").toString());
    }

    @Test
    void cancelBeforeTheEndLeavesNothingBehind() {
        Port watched = idle();
        Monitor cancelled = node.onEnd(watched, why -> seen.add("cancelled"));
        node.onEnd(watched, why -> seen.add("standing"));

        assertThat(cancelled.watched()).isEqualTo(watched.id());
        assertThat(cancelled.cancel()).isTrue();
        assertThat(cancelled.cancel()).isFalse();
        assertThat(watches(watched)).isEqualTo(1);
        watched.kill();

        assertThat(Latches.next(seen)).isEqualTo("standing");
        endOf(watched);
        node.onEnd(watched, why -> seen.add("mark"));
        assertThat(Latches.next(seen)).isEqualTo("mark");
    }

    /** How many watch a port, read through the state that the kernel keeps. */
    private static int watches(Port port) {
        try {
            Field field = LocalPort.class.getDeclaredField("watches");
            field.setAccessible(true);
            ClosableSet<?> set = (ClosableSet<?>) field.get(internals(port));
            return set == null ? 0 : set.size();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no such field", e);
        }
    }

    @Test
    void cancelBeatsACallbackThatIsQueuedButHasNotBegun() {
        Port watched = idle();
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Monitor> monitor = new CompletableFuture<>();
        Port watcher = node.port(p -> {
            monitor.complete(p.onEnd(watched, why -> seen.add("fired")));
            p.on("block", message -> {
                seen.add("begin");
                Latches.await(release);
            });
            p.on("mark", message -> seen.add("mark"));
        });
        node.send(watcher, "block");
        assertThat(Latches.next(seen)).isEqualTo("begin");
        watched.kill();
        endOf(watched);

        assertThat(InPort.of(monitor).cancel()).isTrue();
        release.countDown();

        node.send(watcher, "mark");
        assertThat(Latches.next(seen)).isEqualTo("mark");
    }

    @Test
    void cancelInsideTheCallbackIsTooLate() {
        Port watched = idle();
        CompletableFuture<Monitor> monitor = new CompletableFuture<>();
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        monitor.complete(
                node.onEnd(watched, why -> cancelled.complete(InPort.of(monitor).cancel())));
        watched.kill();
        assertThat(InPort.of(cancelled)).isFalse();
    }

    @Test
    void cancelRacesWithTheEnd_itsAnswerIsTheTruth() {
        for (int round = 0; round < 500; round++) {
            Port watched = idle();
            AtomicInteger fired = new AtomicInteger();
            CountDownLatch told = new CountDownLatch(1);
            Monitor monitor = node.onEnd(watched, why -> {
                fired.incrementAndGet();
                told.countDown();
            });
            Thread.startVirtualThread(() -> watched.kill());
            if (monitor.cancel()) {
                endOf(watched);
                node.onEnd(watched, why -> seen.add("mark"));
                assertThat(Latches.next(seen)).isEqualTo("mark");
                assertThat(fired).hasValue(0);
            } else {
                Latches.await(told);
                assertThat(fired).hasValue(1);
            }
        }
    }

    @Test
    void whatTheWatcherWasSentBeforeTheEndArrivesBeforeTheNotice() {
        for (int round = 0; round < 200; round++) {
            CompletableFuture<Port> watcher = new CompletableFuture<>();
            Port watched = node.port(p -> p.onMessage(message -> {
                for (int i = 0; i < 10; i++) {
                    p.send(InPort.of(watcher), "word", i);
                }
                throw new IllegalStateException("last words said");
            }));
            BlockingQueue<String> order = new LinkedBlockingQueue<>();
            watcher.complete(node.port(p -> {
                p.on("word", message -> order.add(message.string(1)));
                p.onEnd(watched, why -> order.add("ended"));
            }));
            node.send(watched, "speak");
            for (int i = 0; i < 10; i++) {
                assertThat(Latches.next(order)).isEqualTo("" + i);
            }
            assertThat(Latches.next(order)).isEqualTo("ended");
        }
    }

    @Test
    void aWatcherThatEndsLeavesNothingBehind() {
        Port watched = idle();
        List<Port> watchers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            watchers.add(node.port(p -> {
                p.onEnd(watched, why -> seen.add("fired"));
                p.monitor(watched, why -> Message.of("fired"));
                p.dependOn(watched);
            }));
        }
        assertThat(watches(watched)).isEqualTo(30);

        watchers.forEach(Port::kill);

        watchers.forEach(this::endOf);
        await().until(() -> watches(watched) == 0);
        watched.kill();
        assertThat(endOf(watched).isNormal()).isTrue();
    }

    @Test
    void eachHasAReferenceOfItsOwn_whichItsNoticeMayCarry() {
        Port watched = idle();
        List<Monitor> monitors = new ArrayList<>();
        node.port(p -> {
            p.onMessage(message -> seen.add(message.toString()));
            for (int i = 0; i < 2; i++) {
                monitors.add(p.monitor(
                        watched, (monitor, why) -> Message.of("gone", monitor.reference(), monitor.watched())));
            }
        });
        monitors.add(node.onEnd(watched, why -> seen.add("told")));
        assertThat(monitors.stream().map(Monitor::reference)).doesNotHaveDuplicates();
        watched.kill();
        assertThat(List.of(Latches.next(seen), Latches.next(seen), Latches.next(seen)))
                .containsExactlyInAnyOrder(
                        "[\"gone\", " + monitors.get(0).reference() + ", \"" + watched.id() + "\"]",
                        "[\"gone\", " + monitors.get(1).reference() + ", \"" + watched.id() + "\"]",
                        "told");
    }

    @Test
    void cancelTakesBackANoticeThatAThreadHasNotReceived_alsoOneThatItHasSeenAndKept() {
        Port watched = idle();
        InPort.check(node, self -> {
            Monitor notSeen = self.monitor(watched, why -> Message.of("first"));
            Monitor kept = self.monitor(watched, why -> Message.of("second"));
            self.monitor(watched, why -> Message.of("third"));
            watched.kill();
            endOf(watched);
            assertThat(notSeen.cancel()).isTrue();
            assertThat(self.get("nothing", Duration.ZERO)).isEmpty();
            assertThat(kept.cancel()).isTrue();
            assertThat(self.get().tag()).isEqualTo("third");
            assertThat(self.get(Duration.ZERO)).isEmpty();
        });
    }

    @Test
    void anAbnormalEndThatNobodyWatchesIsToldOnce_asUnmonitored() {
        EventProbe events = EventProbe.of(node);
        Port alone = idle();
        Port watched = idle();
        Port cancelled = idle();
        node.onEnd(watched, why -> seen.add("told"));
        assertThat(node.onEnd(cancelled, why -> seen.add("told")).cancel()).isTrue();
        for (Port port : List.of(alone, watched, cancelled)) {
            port.kill(WHY);
            port.kill(WHY);
            endOf(port);
        }
        events.settle();
        assertThat(events.seen(Event.Died.class).stream()
                        .filter(e -> e.reason().equals(WHY))
                        .map(e -> e.port().name() + ' ' + e.monitored()))
                .containsExactly(
                        alone.id().name() + " false",
                        watched.id().name() + " true",
                        cancelled.id().name() + " false");
    }

    @Test
    void whatACallbackThrowsEndsTheWatcher() {
        Port watched = idle();
        Port watcher = node.port(p -> p.onEnd(watched, why -> {
            throw new IllegalStateException("cannot bear it");
        }));
        watched.kill();
        assertThat(endOf(watcher)).isEqualTo(new KillReason.Die("cannot bear it"));
    }

    @Test
    void whatMakingANoticeThrowsEndsTheWatcher() {
        Port watched = idle();
        Port watcher = node.port(p -> p.monitor(watched, why -> {
            throw new IllegalStateException("no words");
        }));
        watched.kill();
        assertThat(endOf(watcher)).isEqualTo(new KillReason.Die("no words"));
    }

    @Test
    void aCallbackOfTheNodeHasAContextOfItsOwn_andLeavesNoPort() {
        EventProbe events = EventProbe.of(node);
        Port watched = idle();
        CountDownLatch release = new CountDownLatch(1);
        node.onEnd(watched, why -> {
            seen.add("first on kernel thread: " + KernelThread.isCurrent());
            Latches.await(release);
        });
        node.onEnd(watched, why -> seen.add("second"));
        watched.kill();

        assertThat(List.of(Latches.next(seen), Latches.next(seen)))
                .containsExactlyInAnyOrder("first on kernel thread: false", "second");
        release.countDown();
        events.settle();
        assertThat(events.seen(Event.Spawned.class)).hasSize(2); // the watched one and the mark
    }

    @Test
    void aCallbackOfTheNodeThatThrowsIsReported() {
        EventProbe events = EventProbe.of(node);
        Port watched = idle();
        node.onEnd(watched, why -> {
            throw new IllegalStateException("nobody catches");
        });
        watched.kill();
        Event.Died died = events.await(Event.Died.class, e -> !e.port().equals(watched.id()));
        assertThat(died.reason()).isEqualTo(new KillReason.Die("nobody catches"));
    }

    @Test
    void twoThatWatchEachOtherEndTogether() {
        CompletableFuture<Self> first = new CompletableFuture<>();
        Port one = node.port(first::complete);
        Port two = node.port(p -> p.dependOn(one));
        node.port(p -> {}); // a third that has nothing to do with it
        InPort.of(first).dependOn(two);

        two.kill(WHY);

        assertThat(endOf(one)).isEqualTo(WHY);
        assertThat(endOf(two)).isEqualTo(WHY);
    }

    @Test
    void aWatchSetByATimerOfThePortFires() {
        Port watched = idle();
        node.port(p -> p.after(
                Duration.ofMillis(1),
                () -> p.onEnd(watched, why -> seen.add("told")).watched()));
        await().until(() -> watches(watched) == 1);
        watched.kill();
        assertThat(Latches.next(seen)).isEqualTo("told");
    }
}
