package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.KillReason;
import io.loommp.LinkOption;
import io.loommp.Message;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Self;
import io.loommp.loom.ThreadPorts;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.FakeTimers;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exits: ends that a port may take as a message, beside kills that it may not. */
@Timeout(30)
class ExitTest {
    private static final KillReason WHY = KillReason.of("why", 1);

    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Kernel node = Kernel.start(KernelConfig.of("here").withTimers(id -> time.view()));

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final CountDownLatch began = new CountDownLatch(1);

    private static Message notice(KillReason.Exit exit) {
        return Message.of("exit").with(exit.values().toArray());
    }

    private Port trapping() {
        return node.port(p -> {
            p.trapExits(ExitTest::notice);
            p.on("stop trapping", message -> p.untrapExits());
            p.onMessage(message -> seen.add(message.toString()));
        });
    }

    private Port trappingThread() {
        Port port = ThreadPorts.spawn(node, self -> {
            self.trapExits(ExitTest::notice);
            began.countDown();
            while (true) {
                seen.add(self.get().toString());
            }
        });
        Latches.await(began);
        return port;
    }

    @Test
    void aPortThatTrapsTakesItAsAMessage_inItsTurn() {
        Port port = trapping();
        node.send(port, "before");
        node.exit(port, "please", 1);
        node.send(port, "after");
        assertThat(Latches.next(seen)).isEqualTo("[\"before\"]");
        assertThat(Latches.next(seen)).isEqualTo("[\"exit\", \"please\", 1]");
        assertThat(Latches.next(seen)).isEqualTo("[\"after\"]");
        assertThat(port.isLive()).isTrue();
    }

    @Test
    void soDoesAThread_whateverWayTheExitComes() {
        Port port = trappingThread();
        Port other = node.port(p -> p.onMessage(message -> p.exit(port, "by a port")));
        node.send(other, "go");
        assertThat(Latches.next(seen)).isEqualTo("[\"exit\", \"by a port\"]");
        port.kill(KillReason.exit("by the handle"));
        assertThat(Latches.next(seen)).isEqualTo("[\"exit\", \"by the handle\"]");
        FakeLink connection = new FakeLink(node, "there");
        connection.up();
        connection.receive("", "kil1", port.id().name(), "exit", "by another node", 5);
        assertThat(Latches.next(seen)).isEqualTo("[\"exit\", \"by another node\", 5]");
        assertThat(port.isLive()).isTrue();
    }

    @Test
    void whoDoesNotTrapEndsWithIt() {
        Port callback = node.port(p -> p.onMessage(message -> seen.add("not asked")));
        Port thread = ThreadPorts.spawn(node, self -> self.get("never"));
        node.exit(callback, "please");
        node.exit(thread);
        assertThat(InPort.endOf(callback)).isEqualTo(KillReason.exit("please"));
        assertThat(InPort.endOf(thread)).isEqualTo(KillReason.exit());
        assertThat(seen).isEmpty();
    }

    @Test
    void anyOtherKillIsNotTrapped_normalOnesNeither() {
        Port one = trapping();
        Port two = trappingThread();
        one.kill(WHY);
        two.kill();
        assertThat(InPort.endOf(one)).isEqualTo(WHY);
        assertThat(InPort.endOf(two).isNormal()).isTrue();
        assertThat(seen).isEmpty();
    }

    @Test
    void whatComesAlongALinkIsNotTrapped() {
        CompletableFuture<Self> self = new CompletableFuture<>();
        Port other = node.port(self::complete);
        Port linked = trapping();
        Port dependent = node.port(p -> {
            p.trapExits(ExitTest::notice);
            p.dependOn(other);
            p.onMessage(message -> seen.add(message.toString()));
        });
        InPort.of(self).link(linked, LinkOption.NORMAL_ENDS);
        node.exit(other, "please");
        assertThat(InPort.endOf(other)).isEqualTo(KillReason.exit("please"));
        assertThat(InPort.endOf(linked)).isEqualTo(KillReason.exit("please"));
        assertThat(InPort.endOf(dependent)).isEqualTo(KillReason.exit("please"));
        assertThat(seen).isEmpty();
    }

    @Test
    void childrenCannotTrapTheEndOfTheirParent() {
        CompletableFuture<Port> child = new CompletableFuture<>();
        Port parent = node.port(p -> child.complete(p.port(c -> {
            c.trapExits(ExitTest::notice);
            c.onMessage(message -> seen.add(message.toString()));
        })));
        node.exit(parent, "please");
        assertThat(InPort.endOf(parent)).isEqualTo(KillReason.exit("please"));
        assertThat(InPort.endOf(InPort.of(child))).isEqualTo(KillReason.exit("please"));
        assertThat(seen).isEmpty();
    }

    @Test
    void whoHasStoppedTrappingEnds() {
        Port port = trapping();
        node.exit(port, "one");
        assertThat(Latches.next(seen)).isEqualTo("[\"exit\", \"one\"]");
        node.send(port, "stop trapping");
        node.send(port, "mark");
        assertThat(Latches.next(seen)).isEqualTo("[\"mark\"]");
        node.exit(port, "two");
        assertThat(InPort.endOf(port)).isEqualTo(KillReason.exit("two"));
    }

    @Test
    void whatMakingTheMessageThrowsEndsThePort_soDoesWhatIsNoMessage() {
        Port one = node.port(p -> p.trapExits(exit -> {
            throw new IllegalStateException("no words");
        }));
        Port two = ThreadPorts.spawn(node, self -> {
            self.trapExits(KillReason.Exit::values);
            began.countDown();
            self.get();
        });
        Latches.await(began);
        node.exit(one);
        node.exit(two);
        assertThat(InPort.endOf(one)).isEqualTo(new KillReason.Die("no words"));
        assertThat(InPort.endOf(two).toString()).startsWith("die: neither a record nor a Message: ");
    }

    @Test
    void toOtherNodesItIsAKillWithItsWord() {
        FakeLink connection = new FakeLink(node, "there");
        connection.up();
        node.exit(new PortId("there", "port"), "please", 1);
        assertThat(connection.packets()).hasToString("[[\"\", \"kil1\", \"port\", \"exit\", \"please\", 1]]");
        assertThatIllegalArgumentException().isThrownBy(() -> node.exit(new PortId("there", ""), "please"));
    }

    @Test
    void whatWasTrappedAndNotReceivedIsNobodysLoss() {
        Port port = ThreadPorts.spawn(node, self -> {
            self.trapExits(ExitTest::notice);
            began.countDown();
            self.get("never");
        });
        Latches.await(began);
        node.exit(port, "please");
        port.kill(WHY);
        assertThat(InPort.endOf(port)).isEqualTo(WHY);
    }

    @Test
    void anExitRacesWithAKill_theKillIsTheReason() {
        for (int round = 0; round < 300; round++) {
            Port port = trapping();
            Thread.startVirtualThread(() -> node.exit(port, "please"));
            port.kill(WHY);
            assertThat(InPort.endOf(port)).isEqualTo(WHY);
        }
    }
}
