package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadSelf;
import io.loommp.server.Call;
import io.loommp.server.Caller;
import io.loommp.server.Next;
import io.loommp.server.Rejected;
import io.loommp.server.Server;
import io.loommp.server.StateMachine;
import io.loommp.testing.InPort;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.Probe;
import io.loommp.testkit.TestNodes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code of docs/servers.md, which does what that page says. */
@Timeout(30)
class ServersPageTest {
    // servers: messages
    record Take(String item, int count) implements Call<Taken> {}

    record Taken(int left) {}

    record Put(String item, int count) {}
    // end

    // servers: stock
    static Port stock(Node node) {
        return Server.start(node, server -> {
            TreeMap<String, Integer> items = new TreeMap<>(); // the state: no other code sees it
            server.notice(Put.class, put -> items.merge(put.item(), put.count(), Integer::sum));
            server.call(Take.class, take -> {
                int there = items.getOrDefault(take.item(), 0);
                if (there < take.count()) {
                    throw new Rejected("only " + there + " of " + take.item());
                }
                items.put(take.item(), there - take.count());
                return new Taken(there - take.count());
            });
        });
    }
    // end

    // servers: later
    record NextJob() implements Call<Job> {}

    record Job(String what) {}

    static Port queue(Node node) {
        return Server.start(node, server -> {
            Queue<Caller<Job>> idle = new ArrayDeque<>();
            Queue<Job> jobs = new ArrayDeque<>();
            server.callLater(NextJob.class, (call, worker) -> {
                if (jobs.isEmpty()) {
                    idle.add(worker);
                } else {
                    worker.reply(jobs.remove());
                }
            });
            server.notice(Job.class, job -> {
                if (idle.isEmpty()) {
                    jobs.add(job);
                } else {
                    idle.remove().reply(job);
                }
            });
        });
    }
    // end

    // servers: door
    enum Door {
        LOCKED,
        CLOSED,
        OPEN
    }

    record Unlock(int code) {}

    static StateMachine<Door> door(Node node) {
        return StateMachine.start(node, Door.LOCKED, machine -> {
            machine.in(
                    Door.LOCKED, s -> s.on(Unlock.class, u -> u.code() == 1234 ? Next.to(Door.CLOSED) : Next.stay()));
            machine.in(
                    Door.CLOSED,
                    s -> s.on("open", m -> Next.to(Door.OPEN))
                            .after(Duration.ofSeconds(10), () -> Next.to(Door.LOCKED)));
            machine.in(Door.OPEN, s -> s.on("shut", m -> Next.to(Door.CLOSED)));
            machine.always(s -> s.on("remove", m -> Next.end()));
        });
    }
    // end

    @AutoClose
    private final Node node = LocalNodes.start("here");

    @Test
    void blocksAreTheMarkedRegions() throws IOException {
        String page = Sources.read(Sources.home().resolve("docs/servers.md"));
        assertThat(Sources.shown(page))
                .containsExactlyInAnyOrderEntriesOf(Sources.marked("servers", ServersPageTest.class));
        assertThat(Sources.javaBlocks(page)).isEqualTo(Sources.shown(page).size());
    }

    private static int take(ThreadSelf self, Port stock) {
        // servers: call
        self.send(stock, new Put("apple", 3));
        Taken taken = Server.call(self, stock, Duration.ofSeconds(1), new Take("apple", 2));
        // end
        return taken.left();
    }

    @Test
    void aCallIsAnsweredOrRejected() {
        Port stock = stock(node);
        InPort.check(node, self -> {
            assertThat(take(self, stock)).isEqualTo(1);
            assertThatExceptionOfType(Rejected.class)
                    .isThrownBy(() -> Server.call(self, stock, Duration.ofSeconds(1), new Take("apple", 2)))
                    .withMessage("only 1 of apple");
            assertThat(self.ask(stock, Duration.ofSeconds(1), "take", "apple", 1))
                    .as("what a node of AnyEvent::MP does")
                    .isEqualTo(Message.of("taken", 0));
        });
    }

    @Test
    void anAnswerMayWait() {
        Port queue = queue(node);
        CompletableFuture<Job> job =
                Server.call(node, queue, Duration.ofSeconds(10), new NextJob()).toCompletableFuture();
        node.send(queue, new Job("sweep"));
        assertThat(InPort.of(job)).isEqualTo(new Job("sweep"));
    }

    @Test
    void aDoorHasStates() {
        FakeTimers time = new FakeTimers();
        try (Node onFakeTime = TestNodes.start("fake", time)) {
            StateMachine<Door> door = door(onFakeTime);
            onFakeTime.send(door, "open"); // waits until the door is unlocked
            onFakeTime.send(door, new Unlock(1));
            onFakeTime.send(door, new Unlock(1234));
            time.settle();
            assertThat(door.state()).isEqualTo(Door.OPEN);
            onFakeTime.send(door, "shut");
            time.advance(Duration.ofSeconds(10));
            assertThat(door.state()).isEqualTo(Door.LOCKED);
            Probe probe = Probe.on(onFakeTime).watch(door);
            onFakeTime.send(door, "remove");
            probe.expectEnd(door, KillReason.normal());
        }
    }
}
