package io.loommp.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AttachTest {
    @AutoClose
    private final Node node = LocalNodes.start("here");

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    @Test
    void whatCameBeforeGoesToTheCallbacks_whatComesAfterToTheMailbox() {
        CountDownLatch release = new CountDownLatch(1);
        Port port = node.port(p -> p.onMessage(message -> {
            Latches.await(release);
            seen.add("callback " + message.tag());
        }));
        node.send(port, "one");
        node.send(port, "two");
        ThreadPorts.attach(port, self -> {
            seen.add("thread " + self.get().tag());
            seen.add("thread " + self.get().tag());
        });
        node.send(port, "three");
        node.send(port, "four");
        assertThat(seen).isEmpty();

        release.countDown();

        InPort.endOf(port);
        assertThat(seen).containsExactly("callback one", "callback two", "thread three", "thread four");
    }

    @Test
    void theHandlersOfTagsStay_andRunOnTheThreadWhenItReceives() {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<Thread> handler = new CompletableFuture<>();
        Port port = node.port(p -> p.on("handled", message -> handler.complete(Thread.currentThread()))
                .onMessage(message -> seen.add("default")));
        ThreadPorts.attach(port, self -> {
            thread.complete(Thread.currentThread());
            seen.add(self.get("last").tag());
            seen.add(self.get().tag());
        });
        node.send(port, "handled");
        node.send(port, "other");
        node.send(port, "last");

        InPort.endOf(port);

        assertThat(seen).containsExactly("last", "other");
        assertThat(InPort.of(handler)).isSameAs(InPort.of(thread));
    }

    @Test
    void aPortHasOneThread() {
        Port port = node.port(p -> {});
        ThreadPorts.attach(port, self -> self.get());
        assertThatIllegalStateException()
                .isThrownBy(() -> ThreadPorts.attach(port, self -> {}))
                .withMessageContaining(port.id().toString());
        assertThatIllegalStateException()
                .isThrownBy(() -> ThreadPorts.attach(ThreadPorts.spawn(node, self -> self.get()), self -> {}));
    }

    @Test
    void aThreadForADeadPortNeverRuns() {
        Port port = node.port(p -> {});
        port.kill(KillReason.of("before"));
        InPort.endOf(port);
        ThreadPorts.attach(port, self -> seen.add("ran"));
        Port other = ThreadPorts.spawn(node, self -> seen.add("mark"));
        InPort.endOf(other);
        assertThat(seen).containsExactly("mark");
        assertThat(InPort.endOf(port)).isEqualTo(KillReason.of("before"));
    }

    @Test
    void theOrderOfEachSenderIsKeptAcrossTheHandOver() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            int senders = 4;
            int each = 500;
            List<Message> received = Collections.synchronizedList(new ArrayList<>());
            Port port = node.port(p -> p.onMessage(received::add));
            List<Thread> threads = new ArrayList<>();
            for (int s = 0; s < senders; s++) {
                int sender = s;
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < each; i++) {
                        node.send(port, sender, i);
                    }
                }));
            }
            ThreadPorts.attach(port, self -> {
                while (received.size() < senders * each) {
                    received.add(self.get());
                }
            });
            for (Thread thread : threads) {
                thread.join();
            }
            node.send(port, 0, each); // in case the callbacks were faster than the attach
            InPort.endOf(port);

            int[] last = new int[senders];
            Arrays.fill(last, -1);
            for (Message message : received) {
                int sender = message.integer(0);
                assertThat(message.integer(1)).as("sender %d", sender).isEqualTo(++last[sender]);
            }
        }
    }

    @Test
    void aKillRacesWithTheHandOver_thePortEndsOnceEitherWay() {
        for (int round = 0; round < 1000; round++) {
            Port port = node.port(p -> p.onMessage(message -> {}));
            node.send(port, "x");
            Thread killer = Thread.startVirtualThread(() -> port.kill(KillReason.of("killed")));
            ThreadPorts.attach(port, self -> self.get("never"));
            assertThat(InPort.endOf(port)).isEqualTo(KillReason.of("killed"));
            assertThat(killer).isNotNull();
        }
    }

    @Test
    void aKillThatWaitsForAHandlerTakesEffectAtTheHandOver() {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Port port = node.port(p -> p.onMessage(message -> {
            seen.add(message.tag());
            began.countDown();
            Latches.await(release);
        }));
        node.send(port, "one");
        Latches.await(began);
        ThreadPorts.attach(port, self -> seen.add("ran"));
        node.send(port, "two");
        port.kill(KillReason.of("killed"));
        release.countDown();
        assertThat(InPort.endOf(port)).isEqualTo(KillReason.of("killed"));
        assertThat(seen).containsExactly("one");
    }

    @Test
    void closuresThatCameBeforeTheThreadRunBeforeIt() {
        Port watched = node.port(p -> {});
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch began = new CountDownLatch(1);
        Port port = node.port(p -> p.onMessage(message -> {
                    began.countDown();
                    Latches.await(release);
                })
                .onEnd(watched, why -> seen.add("ended")));
        node.send(port, "block");
        Latches.await(began);
        watched.kill();
        InPort.endOf(watched);
        ThreadPorts.attach(port, self -> seen.add("thread"));
        release.countDown();
        InPort.endOf(port);
        assertThat(seen).containsExactly("ended", "thread");
    }

    // ---- by the port's own code ----

    @Test
    void aHandlerGivesItsPortAThread_whichGetsAllThatIsBehindThatMessage() {
        CountDownLatch release = new CountDownLatch(1);
        Port port = node.port(p -> {
            p.on("handled", message -> seen.add("handler " + message.tag()));
            p.onMessage(message -> {
                Latches.await(release);
                seen.add("callback " + message.tag());
                ThreadPorts.attach(p, self -> {
                    seen.add("thread " + self.get("three").tag());
                    seen.add("thread " + self.get().tag());
                });
                seen.add("end of callback");
            });
        });
        node.send(port, "one");
        node.send(port, "two");
        node.send(port, "handled");
        node.send(port, "three");
        release.countDown();
        InPort.endOf(port);
        assertThat(seen)
                .containsExactly("callback one", "end of callback", "handler handled", "thread three", "thread two");
    }

    @Test
    void inItsSetUpAPortIsGivenAThread() {
        Port port = node.port(
                p -> ThreadPorts.attach(p, self -> seen.add(self.get("go").tag())));
        node.send(port, "other");
        node.send(port, "go");
        assertThat(Latches.next(seen)).isEqualTo("go");
        assertThat(InPort.endOf(port).isNormal()).isTrue();
    }

    @Test
    void whatCameDuringTheSetUpWaitsForAThreadThatIsGivenThere() {
        Port dead = node.port(p -> {});
        dead.kill();
        InPort.endOf(dead);
        Port port = node.port(p -> {
            p.monitor(dead, why -> Message.of("gone"));
            ThreadPorts.attach(p, self -> seen.add(self.get("gone").tag()));
        });
        assertThat(InPort.endOf(port)).isEqualTo(KillReason.normal());
        assertThat(seen).containsExactly("gone");
    }

    @Test
    void aPortThatFailsInItsSetUpDoesNotRunTheThreadItWasGiven() {
        assertThatIllegalStateException()
                .isThrownBy(() -> node.port(p -> {
                    ThreadPorts.attach(p, self -> seen.add("thread"));
                    throw new IllegalStateException("after all");
                }));
        node.close(); // waits for all that runs
        assertThat(seen).isEmpty();
    }

    @Test
    void aHandlerThatThrowsBehindIt_endsThePortWithoutTheThread() {
        Port port = node.port(p -> p.onMessage(message -> {
            ThreadPorts.attach(p, self -> seen.add("thread"));
            throw new IllegalStateException("after all");
        }));
        node.send(port, "go");
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("after all"));
        assertThat(seen).isEmpty();
    }

    @Test
    void oneThreadIsAllAPortGets_whoeverGivesIt() {
        Port port = node.port(p -> p.onMessage(message -> {
            ThreadPorts.attach(p, self -> self.get("never"));
            ThreadPorts.attach(p, self -> self.get("never"));
        }));
        node.send(port, "go");
        assertThat(InPort.endOf(port))
                .isInstanceOfSatisfying(
                        KillReason.Die.class, why -> assertThat(why.text()).contains("has a thread already"));
    }

    @Test
    void aThreadKeepsThePlaceOfTheDefaultHandler() {
        Port same = node.port(p -> p.onMessage(message -> {
            ThreadPorts.attach(p, self -> seen.add("thread"));
            p.onMessage(other -> seen.add("handler")); // would push the thread out before it has begun
        }));
        node.send(same, "go");
        assertThat(InPort.endOf(same).toString()).contains(same.id().toString()).contains("has a thread");

        Port later = node.port(p -> ThreadPorts.attach(p, self -> {
            self.on("change", message -> p.onMessage(other -> seen.add("handler")));
            self.get("never");
        }));
        node.send(later, "change");
        assertThat(InPort.endOf(later).toString()).contains("has a thread");
        assertThat(seen).isEmpty();
    }

    @Test
    void aKillRacesWithAHandlerThatGivesAThread_andThePortEnds() {
        for (int round = 0; round < 300; round++) {
            Port port = node.port(p -> p.onMessage(message -> ThreadPorts.attach(p, self -> self.get("never"))));
            node.send(port, "go");
            port.kill(KillReason.of("killed"));
            assertThat(InPort.endOf(port)).isEqualTo(KillReason.of("killed"));
        }
    }
}
