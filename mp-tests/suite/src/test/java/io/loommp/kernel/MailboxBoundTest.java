package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.MailboxFull;
import io.loommp.Message;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bounded mailboxes (design decision 12): local senders wait, for a limited time; nothing is dropped out of the middle. */
@Timeout(30)
class MailboxBoundTest {
    private static final MailboxBound AT_ONCE = new MailboxBound(3, Duration.ZERO);
    private static final MailboxBound PATIENT = new MailboxBound(3, Duration.ofHours(1));

    @AutoClose
    private final Kernel node = Kernel.of(LocalNodes.start("here"));

    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    /** A port of callbacks that is busy until the release; its mailbox is empty. */
    private Port busy(MailboxBound bound) {
        Port port = node.port(
                bound,
                p -> p.onMessage(message -> {
                    began.countDown();
                    Latches.awaitStubbornly(release);
                    seen.add(message.tag());
                }));
        node.send(port, "first");
        Latches.await(began);
        return port;
    }

    private void fill(Port port) {
        for (int i = 1; i <= 3; i++) {
            node.send(port, i);
        }
    }

    @Test
    void aFullMailboxIsTheSendersError_namingPortAndBound_andNothingWasSent() {
        Port port = busy(AT_ONCE);
        fill(port);
        assertThatExceptionOfType(MailboxFull.class)
                .isThrownBy(() -> node.send(port, "too many"))
                .withMessageContaining(port.id().toString())
                .withMessageContaining("3 messages")
                .satisfies(e -> assertThat(e.port()).isEqualTo(port.id()));
        release.countDown();
        for (String expected : List.of("first", "1", "2", "3")) {
            assertThat(Latches.next(seen)).isEqualTo(expected);
        }
        node.send(port, "again");
        assertThat(Latches.next(seen)).isEqualTo("again");
    }

    @Test
    void patientSendersWaitUntilThereIsRoom_andNothingIsLost() {
        Port port = busy(PATIENT);
        fill(port);
        List<Thread> senders = new ArrayList<>();
        for (int i = 4; i <= 8; i++) {
            int number = i;
            Thread sender = Thread.ofPlatform().start(() -> node.send(port, number));
            senders.add(sender);
            await().until(() -> sender.getState() == Thread.State.TIMED_WAITING);
        }
        assertThat(senders).allMatch(Thread::isAlive);

        release.countDown();

        List<String> received = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            received.add(Latches.next(seen));
        }
        assertThat(received).startsWith("first", "1", "2", "3").contains("4", "5", "6", "7", "8");
    }

    @Test
    void patienceEnds() {
        Port port = busy(new MailboxBound(3, Duration.ofMillis(20)));
        fill(port);
        assertThatExceptionOfType(MailboxFull.class).isThrownBy(() -> node.send(port, "too many"));
        release.countDown();
    }

    @Test
    void nobodyWaitsForItself() {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Port callbacks = node.port(
                PATIENT,
                p -> p.onMessage(message -> {
                    try {
                        for (int i = 0; i < 4; i++) {
                            p.send(p, "more");
                        }
                    } catch (MailboxFull e) {
                        thrown.complete(e);
                        throw e;
                    }
                }));
        node.send(callbacks, "begin");
        assertThat(InPort.of(thrown)).isInstanceOf(MailboxFull.class);

        CompletableFuture<Throwable> own = new CompletableFuture<>();
        ThreadPorts.spawn(node, PATIENT, self -> {
            try {
                for (int i = 0; i < 4; i++) {
                    self.send(self, "more");
                }
            } catch (MailboxFull e) {
                own.complete(e);
            }
        });
        assertThat(InPort.of(own)).isInstanceOf(MailboxFull.class);
    }

    @Test
    void whatAThreadHasSeenAndLeftCounts_whatItTookDoesNot() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        ThreadPorts.spawn(
                node,
                AT_ONCE,
                self -> InPort.run(
                        self,
                        s -> {
                            for (int i = 0; i < 100; i++) {
                                s.send(s, "a");
                                s.send(s, "b");
                                s.send(s, "c");
                                assertThat(s.get("none", Duration.ZERO)).isEmpty();
                                assertThatExceptionOfType(MailboxFull.class).isThrownBy(() -> s.send(s, "d"));
                                assertThat(s.get("b", Duration.ZERO)).isPresent();
                                s.send(s, "d");
                                s.get("a");
                                s.get("c");
                                s.get("d");
                            }
                            return true;
                        },
                        done));
        assertThat(InPort.of(done)).isTrue();
    }

    @Test
    void noticesCallbacksAndKillsAreNeverRefused() {
        Port watched = node.port(p -> {});
        Port port = node.port(AT_ONCE, p -> {
            p.monitor(watched, why -> Message.of("notice"));
            p.onEnd(watched, why -> seen.add("callback"));
            p.onMessage(message -> {
                began.countDown();
                Latches.awaitStubbornly(release);
                seen.add(message.tag());
            });
        });
        node.send(port, "first");
        Latches.await(began);
        fill(port);
        watched.kill();
        InPort.endOf(watched);
        port.kill(KillReason.of("full, but killed"));
        release.countDown();
        assertThat(InPort.endOf(port)).isEqualTo(KillReason.of("full, but killed"));
        assertThat(seen).containsExactly("first", "1", "2", "3", "notice", "callback");
    }

    @Test
    void whenThePortEndsWhoWaitsGoesOn_andItsMessageIsADeadLetter() {
        EventProbe events = EventProbe.of(node);
        Port port = ThreadPorts.spawn(node, PATIENT, self -> self.get("never"));
        fill(port);
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        Thread sender = Thread.ofPlatform().start(() -> {
            node.send(port, "waits");
            sent.complete(true);
        });
        await().until(() -> sender.getState() == Thread.State.TIMED_WAITING);
        port.kill();
        assertThat(InPort.of(sent)).isTrue();
        events.await(Event.DeadLetter.class, e -> e.message().hasTag("waits"));
    }

    @Test
    void aKillEndsTheWaitOfASender() {
        Port port = busy(PATIENT);
        fill(port);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        Port sender = ThreadPorts.spawn(node, self -> {
            thread.complete(Thread.currentThread());
            try {
                self.send(port, "waits");
            } catch (Throwable t) {
                thrown.complete(t);
                throw t;
            }
        });
        await().until(() -> InPort.of(thread).getState() == Thread.State.TIMED_WAITING);
        sender.kill(KillReason.of("enough"));
        assertThat(InPort.of(thrown)).isInstanceOf(PortKilled.class);
        release.countDown();
        for (String expected : List.of("first", "1", "2", "3")) {
            assertThat(Latches.next(seen)).isEqualTo(expected);
        }
        node.send(port, "mark");
        assertThat(Latches.next(seen)).isEqualTo("mark");
    }

    @Test
    void messagesOfOtherNodesAreTakenBeyondTheBound_aNodeThatHoldsMoreThanHalfLosesItsLink() {
        Port port = busy(new MailboxBound(10, Duration.ZERO));
        FakeLink modest = new FakeLink(node, "modest");
        FakeLink greedy = new FakeLink(node, "greedy");
        Unread.Account modestAccount = node.unread().open("modest");
        Unread.Account greedyAccount = node.unread().open("greedy");
        String name = port.id().name();
        for (int i = 0; i < 5; i++) {
            node.receive(modest, name, Message.of("modest"), modestAccount, 10);
        }
        for (int i = 0; i < 5; i++) {
            node.receive(greedy, name, Message.of("greedy"), greedyAccount, 10);
        }
        assertThat(greedy.closed()).isNull(); // full, not overfull
        node.receive(greedy, name, Message.of("greedy"), greedyAccount, 10);
        assertThat(greedy.closed()).isEqualTo("overloaded");
        assertThat(modest.closed()).isNull();
        assertThatExceptionOfType(MailboxFull.class).isThrownBy(() -> node.send(port, "local"));
        release.countDown();
        for (int i = 0; i < 12; i++) {
            Latches.next(seen);
        }
        await().until(() -> node.unread().total() == 0);
        node.send(port, "local");
        assertThat(Latches.next(seen)).isEqualTo("local");
    }

    @Test
    void twoPortsWithFullMailboxesThatSendToEachOtherGoOn() {
        MailboxBound bound = new MailboxBound(3, Duration.ofMillis(20));
        List<CompletableFuture<Integer>> sent = List.of(new CompletableFuture<>(), new CompletableFuture<>());
        List<CompletableFuture<Port>> ports = List.of(new CompletableFuture<>(), new CompletableFuture<>());
        CountDownLatch full = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            int number = i;
            ports.get(i)
                    .complete(ThreadPorts.spawn(
                            node,
                            bound,
                            self -> InPort.run(
                                    self,
                                    body -> {
                                        Port other = InPort.of(ports.get(1 - number));
                                        for (int k = 0; k < 3; k++) {
                                            body.send(other, "data", k);
                                        }
                                        full.countDown();
                                        Latches.await(full);
                                        int count = 3;
                                        int received = 0;
                                        for (int k = 3; k < 6; k++) {
                                            try {
                                                body.send(other, "data", k);
                                                count++;
                                            } catch (MailboxFull e) {
                                                assertThat(e.port()).isEqualTo(other.id());
                                                assertThat(body.get("data").integer(1))
                                                        .isEqualTo(received++);
                                            }
                                        }
                                        return count;
                                    },
                                    sent.get(number))));
        }
        assertThat(sent).allSatisfy(each -> assertThat(InPort.of(each)).isBetween(3, 6));
    }

    @Test
    void aBoundHasRoomForOne_andNoNegativePatience() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MailboxBound.of(0))
                .withMessageContaining("0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MailboxBound(1, Duration.ofNanos(-1)))
                .withMessageContaining("PT-0.000000001S");
        assertThat(MailboxBound.of(7).messages()).isEqualTo(7);
    }

    @Test
    void manySendersOneReceiver_noneIsLost_andTheBoundHolds() throws InterruptedException {
        int senders = 8;
        int each = 500;
        CompletableFuture<Integer> most = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(node, PATIENT, self -> {
            LocalPort inside = portOf(self.id());
            int max = 0;
            for (int i = 0; i < senders * each; i++) {
                max = Math.max(max, inside.inbox().size());
                self.get();
            }
            most.complete(max);
        });
        List<Thread> threads = new ArrayList<>();
        for (int s = 0; s < senders; s++) {
            Runnable sending = () -> {
                for (int i = 0; i < each; i++) {
                    node.send(port, "x");
                }
            };
            threads.add(
                    s % 2 == 0
                            ? Thread.startVirtualThread(sending)
                            : Thread.ofPlatform().start(sending));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(InPort.of(most)).isBetween(1, 3);
    }

    private LocalPort portOf(PortId id) {
        LocalPort port = node.find(id.name());
        if (port == null) {
            throw new IllegalStateException("not there: " + id);
        }
        return port;
    }
}
