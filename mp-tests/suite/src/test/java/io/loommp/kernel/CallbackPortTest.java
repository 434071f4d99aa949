package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.MessageHandler;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CallbackPortTest {
    @AutoClose
    private final Node node = LocalNodes.start("here");

    private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

    private MessageHandler note(String who) {
        return message -> handled.add(who + message);
    }

    private KillReason endOf(Port port) {
        return InPort.endOf(port);
    }

    @Test
    void aMessageGoesToTheHandlerOfItsTag_elseToTheDefault() {
        Port port = node.port(p -> p.on("a", note("a")).on("42", note("42")).onMessage(note("default")));

        node.send(port, "a", 1);
        node.send(port, "b");
        node.send(port, 42);
        node.send(port);
        node.send(port, (Object) null);
        node.send(port, "A");

        assertThat(Latches.next(handled)).isEqualTo("a[\"a\", 1]");
        assertThat(Latches.next(handled)).isEqualTo("default[\"b\"]");
        assertThat(Latches.next(handled)).isEqualTo("42[42]");
        assertThat(Latches.next(handled)).isEqualTo("default[]");
        assertThat(Latches.next(handled)).isEqualTo("default[null]");
        assertThat(Latches.next(handled)).isEqualTo("default[\"A\"]");
    }

    @Test
    void aListIsNoTag() {
        Port port = node.port(p -> p.on("", note("empty")).onMessage(note("default")));

        node.send(port, List.of(1));
        node.send(port, (Object) null);
        node.send(port, "");

        assertThat(Latches.next(handled)).startsWith("default");
        assertThat(Latches.next(handled)).startsWith("default");
        assertThat(Latches.next(handled)).startsWith("empty");
    }

    @Test
    void handlersAreReplacedAndRemovedByThePortItself() {
        Port port = node.port(p -> p.onMessage(note("default"))
                .on("again", note("first"))
                .on("change", message -> {
                    p.on("again", note("second"));
                    p.off("gone").off("never");
                })
                .on("gone", note("gone")));

        node.send(port, "again");
        node.send(port, "gone");
        node.send(port, "change");
        node.send(port, "again");
        node.send(port, "gone");

        assertThat(List.of(Latches.next(handled), Latches.next(handled), Latches.next(handled), Latches.next(handled)))
                .containsExactly("first[\"again\"]", "gone[\"gone\"]", "second[\"again\"]", "default[\"gone\"]");
    }

    @Test
    void handlersRunOneAtATime_andInTheOrderOfEachSender() throws InterruptedException {
        int senders = 8;
        int each = 3000;
        AtomicInteger inside = new AtomicInteger();
        int[] last = new int[senders];
        List<String> wrong = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(senders * each);
        Port port = node.port(p -> p.onMessage(message -> {
            if (inside.incrementAndGet() != 1) {
                wrong.add("two at once at " + message);
            }
            int sender = message.integer(0);
            if (message.integer(1) != last[sender] + 1) {
                wrong.add(message + " after " + last[sender]);
            }
            last[sender] = message.integer(1);
            inside.decrementAndGet();
            all.countDown();
        }));

        List<Thread> threads = new ArrayList<>();
        for (int s = 0; s < senders; s++) {
            int sender = s;
            Runnable sending = () -> {
                for (int i = 1; i <= each; i++) {
                    node.send(port, sender, i);
                }
            };
            threads.add(s % 2 == 0 ? Thread.ofPlatform().start(sending) : Thread.startVirtualThread(sending));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Latches.await(all);
        assertThat(wrong).isEmpty();
    }

    @Test
    void aHandlerMayBlock_otherPortsGoOn() {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Port blocked = node.port(p -> p.onMessage(message -> {
            began.countDown();
            Latches.await(release);
            handled.add("blocked" + message);
        }));
        Port other = node.port(p -> p.onMessage(note("other")));

        node.send(blocked, 1);
        node.send(blocked, 2);
        Latches.await(began);
        node.send(other, 3);
        assertThat(Latches.next(handled)).isEqualTo("other[3]");

        release.countDown();
        assertThat(Latches.next(handled)).isEqualTo("blocked[1]");
        assertThat(Latches.next(handled)).isEqualTo("blocked[2]");
    }

    @Test
    void withoutAHandlerThatFitsThePortEnds() {
        Port port = node.port(p -> p.on("known", note("")));

        node.send(port, "known");
        node.send(port, "unkn\u00f6wn, and longer than thirty characters");

        assertThat(endOf(port))
                .isEqualTo(new KillReason.UnhandledMessage(
                        "no callback found for message 'unkn.wn, and longer than thirt'"));
        assertThat(handled).hasSize(1);
    }

    @Test
    void whatAHandlerThrowsIsTheEnd_andTheCauseStaysHere() {
        EventProbe events = EventProbe.of(node);
        IllegalStateException thrown = new IllegalStateException("no more\n");
        Port port = node.port(p -> p.onMessage(message -> {
            throw thrown;
        }));

        node.send(port, "x");

        assertThat(endOf(port)).isEqualTo(new KillReason.Die("no more"));
        Event.Died died = events.await(Event.Died.class, e -> e.port().equals(port.id()));
        assertThat(died.cause()).isSameAs(thrown);
        assertThat(died.monitored()).isFalse();
    }

    @Test
    void anErrorWithoutAMessageGivesTheNameOfItsClass() {
        Port port = node.port(p -> p.onMessage(message -> {
            throw new StackOverflowError();
        }));

        node.send(port, "x");

        assertThat(endOf(port)).isEqualTo(new KillReason.Die("StackOverflowError"));
    }

    @Test
    void aMessageOfAnotherShapeEndsThePortWhoseHandlerReadsIt() {
        Port port = node.port(p -> p.on("add", message -> handled.add("" + message.integer(1))));

        node.send(port, "add");

        assertThat(endOf(port)).isEqualTo(new KillReason.Die("there is no element 1 in [\"add\"]"));
    }

    @Test
    void whatSetUpThrowsGoesUp_andNoPortIsLeft() {
        EventProbe events = EventProbe.of(node);
        assertThatIllegalStateException()
                .isThrownBy(() -> node.port(p -> {
                    throw new IllegalStateException("not today");
                }))
                .withMessage("not today");
        events.settle();
        PortId born = events.await(Event.Spawned.class).port();
        Event.Died end = events.await(Event.Died.class, died -> died.port().equals(born));
        assertThat(end.monitored()).as("whoever made it knows").isTrue();
        assertThat(node.ports()).doesNotContain(born);
    }

    @Test
    void whatSetUpStartsWaitsUntilTheHandlersAreSet() {
        Port dead = node.port(p -> {});
        dead.kill();
        endOf(dead);
        for (int i = 0; i < 20; i++) {
            Port port = node.port(p -> {
                p.monitor(dead, why -> Message.of("gone"));
                CountDownLatch mark = new CountDownLatch(1);
                node.onEnd(dead, why -> mark.countDown());
                Latches.await(mark); // by now the notice could have met a port without handlers
                p.on("gone", note("gone"));
            });
            assertThat(Latches.next(handled)).isEqualTo("gone[\"gone\"]");
            assertThat(port.isLive()).isTrue();
        }
    }

    @Test
    void setUpMaySendFromThePort() {
        Probe probe = Probe.on(node);
        Port port = node.port(p -> {
            p.send(probe, "born", p.id());
            p.onMessage(note(""));
        });

        assertThat(probe.expect("born").port(1)).isEqualTo(port.id());
    }
}
