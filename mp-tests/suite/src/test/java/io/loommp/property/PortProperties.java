package io.loommp.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Address;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.Self;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whoever serves a port, a sender cannot tell: one sequence, in the order of arrival. */
class PortProperties {
    private static final Node NODE = LocalNodes.start("ports");

    @AfterContainer
    static void close() {
        NODE.close();
    }

    /** How a port is served. */
    enum Kind {
        CALLBACKS,
        THREAD,
        ATTACHED
    }

    /** What can come into a port's sequence from outside. */
    enum Step {
        HANDLED,
        DEFAULT,
        END_FOR_CALLBACK,
        END_FOR_NOTICE
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.of(Step.class).list().ofMaxSize(40);
    }

    @Property(tries = 300)
    void anyKindOfPortDoesTheSameInTheSameOrder(@ForAll Kind kind, @ForAll("steps") List<Step> steps) {
        List<String> trace = new ArrayList<>();
        CompletableFuture<List<String>> done = new CompletableFuture<>();
        List<Port> watched = new ArrayList<>();
        steps.forEach(step -> watched.add(NODE.port(p -> {})));
        CountDownLatch ready = new CountDownLatch(1);

        Port port = serve(kind, steps, watched, trace, done, ready);
        Latches.await(ready);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            switch (steps.get(i)) {
                case HANDLED -> NODE.send(port, "handled", i);
                case DEFAULT -> NODE.send(port, "default", i);
                case END_FOR_CALLBACK, END_FOR_NOTICE -> {
                    watched.get(i).kill(KillReason.of(i));
                    InPort.endOf(watched.get(i));
                }
            }
            expected.add(steps.get(i) + " " + i);
        }
        NODE.send(port, "done");

        assertThat(InPort.of(done)).isEqualTo(expected);
        port.kill();
    }

    private static Port serve(
            Kind kind,
            List<Step> steps,
            List<Port> watched,
            List<String> trace,
            CompletableFuture<List<String>> done,
            CountDownLatch ready) {
        if (kind == Kind.THREAD) {
            return ThreadPorts.spawn(NODE, self -> {
                watchAll(self, steps, watched, trace);
                self.on("handled", m -> trace.add(Step.HANDLED + " " + m.integer(1)));
                ready.countDown();
                while (true) {
                    take(self.get(), trace, done);
                }
            });
        }
        Port port = NODE.port(p -> {
            watchAll(p, steps, watched, trace);
            p.on("handled", m -> trace.add(Step.HANDLED + " " + m.integer(1)));
            p.onMessage(m -> take(m, trace, done));
            ready.countDown();
        });
        if (kind == Kind.ATTACHED) {
            ThreadPorts.attach(port, self -> {
                while (true) {
                    take(self.get(), trace, done);
                }
            });
        }
        return port;
    }

    private static void watchAll(Self self, List<Step> steps, List<Port> watched, List<String> trace) {
        for (int i = 0; i < steps.size(); i++) {
            Address port = watched.get(i);
            if (steps.get(i) == Step.END_FOR_CALLBACK) {
                self.onEnd(
                        port,
                        why -> trace.add(
                                Step.END_FOR_CALLBACK + " " + why.toList().getFirst()));
            } else if (steps.get(i) == Step.END_FOR_NOTICE) {
                self.monitor(port, why -> Message.of("notice", why.toList().getFirst()));
            }
        }
    }

    private static void take(Message message, List<String> trace, CompletableFuture<List<String>> done) {
        switch (message.tag()) {
            case "done" -> done.complete(List.copyOf(trace));
            case "notice" -> trace.add(Step.END_FOR_NOTICE + " " + message.integer(1));
            default -> trace.add(Step.DEFAULT + " " + message.integer(1));
        }
    }

    @Property(tries = 60)
    void theOrderOfEachSenderIsKept_noneIsLostAndNoneComesTwice(
            @ForAll Kind kind, @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 300) Integer> counts)
            throws InterruptedException {
        int all = counts.stream().mapToInt(count -> count).sum();
        List<Message> received = new ArrayList<>();
        CompletableFuture<List<Message>> done = new CompletableFuture<>();
        Port port = collector(kind, all, received, done);

        List<Thread> senders = new ArrayList<>();
        for (int s = 0; s < counts.size(); s++) {
            int sender = s;
            Runnable sending = () -> {
                for (int i = 0; i < counts.get(sender); i++) {
                    NODE.send(port, "data", sender, i);
                }
            };
            senders.add(
                    s % 2 == 0
                            ? Thread.startVirtualThread(sending)
                            : Thread.ofPlatform().start(sending));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        NODE.send(port, "done");

        int[] next = new int[counts.size()];
        for (Message message : InPort.of(done)) {
            assertThat(message.integer(2)).isEqualTo(next[message.integer(1)]++);
        }
        assertThat(Arrays.stream(next).boxed().toList()).isEqualTo(counts);
        port.kill();
    }

    /** With a thread, it receives selectively: what it leaves first it takes later. */
    private static Port collector(Kind kind, int all, List<Message> received, CompletableFuture<List<Message>> done) {
        if (kind == Kind.THREAD) {
            return ThreadPorts.spawn(NODE, self -> {
                self.get("done");
                for (int i = 0; i < all; i++) {
                    received.add(self.get("data"));
                }
                done.complete(List.copyOf(received));
            });
        }
        Port port = NODE.port(p -> p.onMessage(m -> {
            if (m.hasTag("done")) {
                done.complete(List.copyOf(received));
            } else {
                received.add(m);
            }
        }));
        if (kind == Kind.ATTACHED) {
            ThreadPorts.attach(port, self -> {
                for (Message m = self.get(); !m.hasTag("done"); m = self.get()) {
                    received.add(m);
                }
                done.complete(List.copyOf(received));
            });
        }
        return port;
    }
}
