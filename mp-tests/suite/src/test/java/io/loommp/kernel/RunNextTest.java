package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.Message;
import io.loommp.MessageHandler;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handler wakes last follows it on its thread, and waits for nobody who waits. */
@Timeout(30)
class RunNextTest {
    private static final int TRIPS = 1_000;

    @AutoClose
    private final Node node = LocalNodes.start("here");

    /** Nobody looks after the turns of its ports by time. */
    @AutoClose
    private final Kernel untimed = Kernel.start(KernelConfig.of("untimed").withRunNext(false));

    private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    private final CountDownLatch done = new CountDownLatch(1);

    /** A port that notes the tags of what it is sent. */
    private Port noting(Node where) {
        return where.port(p -> p.onMessage(message -> handled.add(message.tag())));
    }

    private static Set<Thread> threadsOfPingPong(Node node) {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch over = new CountDownLatch(1);
        Port echo = node.port(p -> p.onMessage(ping -> {
            threads.add(Thread.currentThread());
            p.send(ping.port(1), "pong");
        }));
        int[] trips = {0};
        Port pinger = node.port(p -> p.onMessage(pong -> {
            threads.add(Thread.currentThread());
            if (++trips[0] == TRIPS) {
                over.countDown();
            } else {
                p.send(echo, "ping", p);
            }
        }));
        node.send(pinger, "begin");
        Latches.await(over);
        return threads;
    }

    @Test
    void portsThatAnswerEachOtherShareThreads() {
        assertThat(threadsOfPingPong(node)).hasSizeLessThan(TRIPS / 2);
    }

    @Test
    void eachActivationHasAThreadOfItsOwnWhereThatIsAskedFor() {
        try (Node other = Kernel.start(KernelConfig.of("other").withRunNext(false))) {
            assertThat(threadsOfPingPong(other)).hasSizeGreaterThan(TRIPS / 2);
        }
    }

    @Test
    void aThreadIsNotKeptForMoreThanAFewTurns() {
        assertThat(threadsOfPingPong(node)).hasSizeGreaterThanOrEqualTo(TRIPS / 64);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void whoeverWasWokenDoesNotWaitForAHandlerThatBlocks(int woken) {
        Port first = node.port(p -> p.onMessage(message -> {
            for (int i = 0; i < woken; i++) {
                p.send(noting(node), "woken");
            }
            Latches.await(done);
            handled.add("over");
        }));

        node.send(first, "begin");

        for (int i = 0; i < woken; i++) {
            assertThat(Latches.next(handled)).isEqualTo("woken");
        }
        done.countDown();
        assertThat(Latches.next(handled)).isEqualTo("over");
    }

    private CallbackRunner untimedRunner(TurnTable table) {
        return new CallbackRunner(task -> Thread.ofVirtual().start(task), untimed.probe(), table);
    }

    private LocalPort untimed(CallbackRunner runner, MessageHandler handler) {
        LocalPort port = new LocalPort(untimed, new PortId("untimed", "p"), LocalPort.Kind.CALLBACK, null, p -> runner);
        port.onMessage(handler);
        runner.begin(port);
        return port;
    }

    @Test
    void whoeverWasWokenDoesNotWaitForTheNextMessage() {
        CallbackRunner runner = untimedRunner(new TurnTable());
        LocalPort other = untimed(runner, message -> handled.add(message.tag()));
        CountDownLatch sent = new CountDownLatch(1);
        LocalPort first = untimed(runner, message -> {
            if (message.hasTag("wake")) {
                Latches.await(sent); // so that the next message stands in the mailbox
                other.push(new MessageEntry(Message.of("woken")));
            } else {
                Latches.await(done);
                handled.add("over");
            }
        });

        first.push(new MessageEntry(Message.of("wake")));
        first.push(new MessageEntry(Message.of("block")));
        sent.countDown();

        assertThat(Latches.next(handled)).isEqualTo("woken");
        done.countDown();
        assertThat(Latches.next(handled)).isEqualTo("over");
    }

    @Test
    void whoeverWasWokenDoesNotWaitForTheTableToBeLookedAfter_onceItIsClosed() {
        TurnTable table = new TurnTable();
        CallbackRunner runner = untimedRunner(table);
        LocalPort other = untimed(runner, message -> handled.add(message.tag()));
        LocalPort first = untimed(runner, message -> {
            other.push(new MessageEntry(Message.of("woken")));
            table.close();
            Latches.await(done);
        });

        first.push(new MessageEntry(Message.of("begin")));

        assertThat(Latches.next(handled)).isEqualTo("woken");
        done.countDown();
    }

    @Test
    void whoeverWaitsForRoomLetsTheReceiverBegin() {
        Duration never = Duration.ofNanos(Long.MAX_VALUE);
        Port receiver = node.port(new MailboxBound(1, never), p -> p.onMessage(message -> handled.add(message.tag())));
        Port first = node.port(p -> p.onMessage(message -> {
            p.send(receiver, "one");
            p.send(receiver, "two");
            handled.add("sent");
        }));

        node.send(first, "begin");

        assertThat(List.of(Latches.next(handled), Latches.next(handled), Latches.next(handled)))
                .containsExactlyInAnyOrder("one", "two", "sent");
    }

    @Test
    void aCallbackOutsideAnyPortRunsOnAThreadOfItsOwn() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Port watched = node.port(p -> p.onMessage(message -> {
            threads.add(Thread.currentThread());
            throw new IllegalStateException("enough");
        }));
        node.onEnd(watched, why -> {
            threads.add(Thread.currentThread());
            handled.add("told");
        });

        node.send(watched, "end");

        assertThat(Latches.next(handled)).isEqualTo("told");
        assertThat(threads).hasSize(2);
    }

    @Test
    void aHandlerThatNeedsWhatItWokeGetsIt() {
        CountDownLatch answered = new CountDownLatch(1);
        Port other = node.port(p -> p.onMessage(message -> answered.countDown()));
        Port first = node.port(p -> p.onMessage(message -> {
            p.send(other, "question");
            Latches.await(answered);
            handled.add("answered");
        }));

        node.send(first, "begin");

        assertThat(Latches.next(handled)).isEqualTo("answered");
    }

    @Test
    void anInterruptThatAHandlerLeavesBehindIsNotSeenByTheNextPort() {
        Port other = node.port(p -> p.onMessage(
                message -> handled.add("interrupted: " + Thread.currentThread().isInterrupted())));
        Port first = node.port(p -> p.onMessage(message -> {
            p.send(other, "next");
            Thread.currentThread().interrupt();
        }));

        node.send(first, "begin");

        assertThat(Latches.next(handled)).isEqualTo("interrupted: false");
    }

    @Test
    void whatADyingHandlerWokeIsRunAllTheSame() {
        Port other = noting(node);
        Port first = node.port(p -> p.onMessage(message -> {
            p.send(other, "last words");
            throw new IllegalStateException("enough");
        }));
        node.send(first, "begin");

        assertThat(Latches.next(handled)).isEqualTo("last words");
        assertThat(InPort.endOf(first)).isInstanceOf(KillReason.Die.class);
    }

    @Test
    void aPortOfAnotherNodeOfTheProcessIsWokenAsEver() {
        try (Node there = LocalNodes.start("there")) {
            Port other = noting(there);
            Port first = node.port(p -> p.onMessage(message -> {
                there.send(other, "from afar");
                Latches.await(done);
            }));

            node.send(first, "begin");

            assertThat(Latches.next(handled)).isEqualTo("from afar");
            done.countDown();
        }
    }

    @Test
    void aCloseWhileOnePortWaitsBehindAnotherEndsBoth() {
        CountDownLatch inside = new CountDownLatch(1);
        Port other = noting(node);
        Port first = node.port(p -> p.onMessage(message -> {
            p.send(other, "woken");
            inside.countDown();
            Latches.await(done);
        }));
        node.send(first, "begin");
        Latches.await(inside);

        node.close(); // interrupts the first, whose wait fails then

        assertThat(InPort.endOf(other)).isEqualTo(InPort.endOf(first));
    }
}
