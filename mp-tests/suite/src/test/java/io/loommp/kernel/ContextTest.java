package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.BoundAction;
import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.MessageHandler;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortKilled;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code that is brought into the context of a port: bound actions, {@code execute}, {@code eval}. */
@Timeout(30)
class ContextTest {
    @AutoClose
    private final Node node = LocalNodes.start("here");

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final CompletableFuture<CallbackPort> self = new CompletableFuture<>();
    private final CountDownLatch release = new CountDownLatch(1);

    /** A port that handles "block" until it is released, and notes the tags of all else. */
    private Port port() {
        return node.port(p -> {
            p.on("block", message -> {
                seen.add("begin");
                Latches.awaitStubbornly(release);
                seen.add("end");
            });
            p.onMessage(message -> seen.add(message.tag()));
            self.complete(p);
        });
    }

    private static @Nullable Throwable failure(CompletionStage<?> stage) throws Exception {
        try {
            Object value = stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
            throw new AssertionError("did not fail: " + value);
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    // ---- bound actions ----

    @Test
    void aBoundAction_calledElsewhere_takesItsTurn() {
        Port port = port();
        BoundAction bound = InPort.of(self).bind(() -> seen.add("bound"));
        node.send(port, "block");
        node.send(port, "one");
        assertThat(Latches.next(seen)).isEqualTo("begin");

        Thread.startVirtualThread(bound);
        InPort.of(CompletableFuture.runAsync(bound)); // back at once, though the port is busy
        node.send(port, "two");
        release.countDown();

        assertThat(Latches.next(seen)).isEqualTo("end");
        assertThat(Latches.next(seen)).isEqualTo("one");
        assertThat(List.of(Latches.next(seen), Latches.next(seen), Latches.next(seen)))
                .containsExactlyInAnyOrder("bound", "bound", "two")
                .containsSubsequence("bound", "two");
    }

    @Test
    void calledByThePortsOwnCode_itRunsAtOnce() {
        Port port = node.port(p -> {
            BoundAction bound = p.bind(() -> seen.add("bound"));
            p.onMessage(message -> {
                seen.add("before");
                bound.run();
                seen.add("after");
            });
        });
        node.send(port, "go");
        assertThat(Latches.next(seen)).isEqualTo("before");
        assertThat(Latches.next(seen)).isEqualTo("bound");
        assertThat(Latches.next(seen)).isEqualTo("after");
    }

    @Test
    void aThreadRunsItAtOnce_whenItCallsIt_andInsideItsReceive_whenOthersDo() {
        InPort.check(node, self -> {
            List<String> order = new ArrayList<>();
            BoundAction bound = self.bind(() -> order.add("bound"));
            bound.run();
            assertThat(order).containsExactly("bound");

            Thread other = Thread.startVirtualThread(bound);
            other.join();
            node.send(self, "message");
            assertThat(order).containsExactly("bound");
            self.get("message");
            assertThat(order).containsExactly("bound", "bound");
        });
    }

    @Test
    void actionsWithAValue_andHandlers_areBoundAsWell() {
        port();
        Consumer<Integer> consumer = InPort.of(self).bind((Integer number) -> seen.add("number " + number));
        MessageHandler handler = message -> seen.add("message " + message.tag());
        Consumer<Message> bound = InPort.of(self).bind(handler::handle);

        consumer.accept(7);
        bound.accept(Message.of("hello"));

        assertThat(Latches.next(seen)).isEqualTo("number 7");
        assertThat(Latches.next(seen)).isEqualTo("message hello");
    }

    @Test
    void whatItThrowsEndsThePort_notTheCaller() {
        Port port = port();
        InPort.of(self)
                .bind(() -> {
                    throw new IOException("broken");
                })
                .run();
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("broken"));
    }

    @Test
    void onThePortsOwnThread_theCodeAroundItDoesNotGoOn() {
        CompletableFuture<Boolean> wentOn = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(node, self -> {
            try {
                self.bind(() -> {
                            throw new IOException("broken");
                        })
                        .run();
                wentOn.complete(true);
            } finally {
                wentOn.complete(false);
            }
        });
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("broken"));
        assertThat(InPort.of(wentOn)).isFalse();
    }

    @Test
    void boundToAPortThatHasEnded_itDoesNothing() {
        Port port = port();
        BoundAction bound = InPort.of(self).bind(() -> seen.add("bound"));
        port.kill();
        InPort.endOf(port);

        bound.run();

        Port other = node.port(p -> p.onMessage(message -> seen.add(message.tag())));
        node.send(other, "mark");
        assertThat(Latches.next(seen)).isEqualTo("mark");
    }

    @Test
    void inSetup_itWaitsForTheHandlers() {
        node.port(p -> {
            p.bind(() -> {
                        seen.add("bound");
                        p.send(p, "after");
                    })
                    .run();
            assertThat(seen).isEmpty();
            p.onMessage(message -> seen.add(message.tag()));
        });
        assertThat(Latches.next(seen)).isEqualTo("bound");
        assertThat(Latches.next(seen)).isEqualTo("after");
    }

    // ---- execute and eval ----

    @Test
    void executeQueues_orRunsAtOnceOnThePortsOwnThread() {
        Port port = port();
        node.send(port, "one");
        port.execute(() -> {
            seen.add("outer");
            port.execute(() -> seen.add("inner"));
            seen.add("end of outer");
        });
        node.send(port, "two");
        assertThat(Latches.next(seen)).isEqualTo("one");
        assertThat(Latches.next(seen)).isEqualTo("outer");
        assertThat(Latches.next(seen)).isEqualTo("inner");
        assertThat(Latches.next(seen)).isEqualTo("end of outer");
        assertThat(Latches.next(seen)).isEqualTo("two");
    }

    @Test
    void evalBringsTheValue_onAThreadThatIsNotThePorts() throws Exception {
        Port port = port();
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        CompletableFuture<Thread> toldOn = new CompletableFuture<>();
        CountDownLatch dependent = new CountDownLatch(1);
        node.send(port, "block"); // so that the stage has its dependent before it is complete

        CompletionStage<Boolean> told = port.eval(() -> ranOn.complete(Thread.currentThread()))
                .thenApply(value -> {
                    toldOn.complete(Thread.currentThread());
                    Latches.await(dependent); // does not keep the port from going on
                    return value;
                });
        release.countDown();
        node.send(port, "goes on");

        assertThat(Latches.next(seen)).isEqualTo("begin");
        assertThat(Latches.next(seen)).isEqualTo("end");
        assertThat(Latches.next(seen)).isEqualTo("goes on");
        assertThat(InPort.of(toldOn)).isNotSameAs(InPort.of(ranOn));
        dependent.countDown();
        assertThat(told.toCompletableFuture().get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void evalOnThePortsOwnThreadIsCompleteOnReturn() {
        Port port = port();
        CompletableFuture<String> result = new CompletableFuture<>();
        port.execute(() ->
                result.complete(port.eval(() -> "value").toCompletableFuture().getNow("not yet")));
        assertThat(InPort.of(result)).isEqualTo("value");
    }

    @Test
    void whatItThrowsFailsTheStage_andEndsThePort() throws Exception {
        Port port = port();
        IOException broken = new IOException("broken");
        CompletionStage<Object> stage = port.eval(() -> {
            throw broken;
        });
        assertThat(failure(stage)).isSameAs(broken);
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("broken"));
    }

    @Test
    void whenThePortEndsFirst_theStageFailsWithItsReason() throws Exception {
        Port port = port();
        node.send(port, "block");
        assertThat(Latches.next(seen)).isEqualTo("begin");
        port.kill(KillReason.of("enough"));
        CompletionStage<String> waiting = port.eval(() -> "never");
        release.countDown();

        assertThat(failure(waiting)).isInstanceOfSatisfying(PortKilled.class, e -> {
            assertThat(e.reason()).isEqualTo(KillReason.of("enough"));
            assertThat(e.port()).isEqualTo(port.id());
        });
        InPort.endOf(port);
        assertThat(failure(port.eval(() -> "never"))).isInstanceOf(PortKilled.class);
    }

    @Test
    void evalOfAPortWithAThread_thatNeverReceives_failsWithItsEnd() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        Port port = ThreadPorts.spawn(node, self -> {
            began.countDown();
            Latches.awaitStubbornly(release);
        });
        Latches.await(began);
        CompletionStage<String> waiting = port.eval(() -> "never");
        release.countDown();
        assertThat(failure(waiting))
                .isInstanceOfSatisfying(
                        PortKilled.class, e -> assertThat(e.reason().isNormal()).isTrue());
    }

    @Test
    void evalRacesWithAKill_andIsToldOneWayOrTheOther() throws Exception {
        for (int round = 0; round < 200; round++) {
            Port port = ThreadPorts.spawn(node, self -> self.get("never"));
            Thread killer = Thread.startVirtualThread(port::kill);
            CompletableFuture<String> told = port.eval(() -> "value").toCompletableFuture();
            try {
                assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo("value");
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(PortKilled.class);
            }
            killer.join();
            InPort.endOf(port);
        }
    }
}
