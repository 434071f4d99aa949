package io.loommp.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.MailboxFull;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.Channel;
import io.loommp.loom.Request;
import io.loommp.loom.Select;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.testkit.Standstill;
import io.loommp.testkit.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What receives promise, in thousands of interleavings. */
@Timeout(120)
class ExploredReceivesTest {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final int SENDERS = 2;
    private static final int EACH = 5;

    /** What was sent: by whom, as his how many, and where to. */
    private record Sent(int sender, int number, int place) {
        static Sent of(Message message) {
            return new Sent(message.integer(1), message.integer(2), message.integer(3));
        }
    }

    /** A port that receives in many ways: by two tags, two channels, and all at once. */
    private static final class Receiver {
        final List<PortId> places = new ArrayList<>();
        final List<Sent> received = new ArrayList<>();
        private final List<Channel<Message>> channels = new ArrayList<>();

        void open(ThreadSelf self) {
            channels.add(self.channel(Message.class));
            channels.add(self.channel(Message.class));
            places.addAll(List.of(
                    self.id(), self.id(), channels.get(0).id(), channels.get(1).id()));
        }

        /** One receive, of some of the places; false if nothing came. */
        private boolean take(ThreadSelf self, Set<Integer> wanted, Duration limit) {
            Message message = self.select((Select<Message> r) -> {
                for (int place : wanted) {
                    if (place < 2) {
                        r.on("at" + place, m -> m);
                    } else {
                        r.on(channels.get(place - 2), m -> m);
                    }
                }
                r.after(limit, Message.of());
            });
            if (message.size() == 0) {
                return false;
            }
            Sent sent = Sent.of(message);
            assertThat(wanted).contains(sent.place());
            received.add(sent);
            return true;
        }

        void takeSome(ThreadSelf self, RandomGenerator random) {
            for (int i = 0; i < 8; i++) {
                Set<Integer> wanted = new HashSet<>();
                for (int place = 0; place < 4; place++) {
                    if (random.nextBoolean()) {
                        wanted.add(place);
                    }
                }
                take(self, wanted, MILLI.multipliedBy(random.nextInt(3)));
            }
        }

        /** The rest, in the order of the one sequence; all has been sent. */
        List<Sent> takeRest(ThreadSelf self) {
            int before = received.size();
            Set<Integer> all = Set.of(0, 1, 2, 3);
            while (take(self, all, Duration.ZERO)) {
                assertThat(received).doesNotHaveDuplicates();
            }
            return received.subList(before, received.size());
        }
    }

    private static void send(ThreadSelf self, List<PortId> places, int sender, RandomGenerator random) {
        for (int number = 0; number < EACH; number++) {
            int place = random.nextInt(4);
            self.send(places.get(place), "at" + place, sender, number, place);
            if (random.nextInt(3) == 0) {
                self.get(MILLI);
            }
        }
    }

    /** Of each sender the numbers rise. */
    private static void assertInOrder(List<Sent> received) {
        Map<Integer, Integer> last = new HashMap<>();
        for (Sent sent : received) {
            Integer before = last.put(sent.sender(), sent.number());
            assertThat(before == null || before < sent.number())
                    .as("order in %s", received)
                    .isTrue();
        }
    }

    @Test
    void whateverASelectWants_orderStands_andNothingIsLostOrComesTwice() {
        World.explore(1_500, world -> {
            world.letTimePass();
            Node node = world.node("here");
            Receiver receiver = new Receiver();
            List<Sent> rest = new ArrayList<>();
            Port port = ThreadPorts.spawn(node, self -> {
                receiver.open(self);
                self.get("begin");
                receiver.takeSome(self, world.random());
                self.get("end");
                rest.addAll(receiver.takeRest(self));
            });
            world.run();
            for (int i = 0; i < SENDERS; i++) {
                int number = i;
                ThreadPorts.spawn(node, self -> send(self, receiver.places, number, world.random()));
            }
            node.send(port, "begin");
            world.run();
            node.send(port, "end");
            assertThat(world.run().waits()).isEmpty();

            assertThat(receiver.received).hasSize(SENDERS * EACH).doesNotHaveDuplicates();
            assertInOrder(rest);
            for (int place = 0; place < 4; place++) {
                int one = place;
                assertInOrder(receiver.received.stream()
                        .filter(sent -> sent.place() == one)
                        .toList());
            }
        });
    }

    @Test
    void whenTheReceiverIsKilledAllElseIsADeadLetter() {
        Set<Integer> outcomes = new HashSet<>();
        World.explore(1_500, world -> {
            Node node = world.node("here");
            Receiver receiver = new Receiver();
            Port port = ThreadPorts.spawn(node, self -> {
                receiver.open(self);
                self.get("begin");
                receiver.takeSome(self, world.random());
                self.get("never");
            });
            world.run();
            node.send(port, "begin");
            for (int i = 0; i < SENDERS; i++) {
                int number = i;
                ThreadPorts.spawn(node, self -> send(self, receiver.places, number, world.random()));
            }
            ThreadPorts.spawn(node, self -> {
                self.get(MILLI.multipliedBy(world.random().nextInt(4)));
                self.kill(port, new KillReason.Die("enough"));
            });
            assertThat(world.run().waits()).isEmpty();

            assertThat(receiver.received).doesNotHaveDuplicates();
            long begun = node.statistics().deadLetters() + receiver.received.size();
            assertThat(begun).isBetween((long) SENDERS * EACH, (long) SENDERS * EACH + 1); // with the first, "begin"
            outcomes.add(receiver.received.size());
        });
        assertThat(outcomes).as("how many were received").hasSizeGreaterThan(3);
    }

    /** The slot of a question, its time limit, the end of the one who is asked, and the one who asks and gives up. */
    @Test
    void aRequestHasOneOutcome() {
        Set<String> outcomes = new HashSet<>();
        World.explore(2_000, world -> {
            world.letTimePass();
            Node node = world.node("here");
            Port asked = ThreadPorts.spawn(node, self -> {
                Message question = self.get("ask");
                self.get(MILLI.multipliedBy(world.random().nextInt(3)));
                self.send(question.port(1), "reply");
                self.send(question.port(1), "again");
            });
            ThreadPorts.spawn(node, self -> {
                self.get(MILLI.multipliedBy(world.random().nextInt(3)));
                self.kill(asked, new KillReason.Die("killed"));
            });
            Port asker = ThreadPorts.spawn(node, self -> {
                Request<Message> request = self.request(asked, "ask");
                String outcome;
                if (world.random().nextBoolean()) {
                    outcome = outcomeOf(request);
                } else {
                    outcome = self.select(r -> r.on("other", m -> "other").after(MILLI, () -> "gave up"));
                    request.close();
                }
                outcomes.add(outcome);
                assertThat(self.get(Duration.ZERO)).isEmpty();
                assertThat(node.info(self).orElseThrow().kept()).isZero();
            });
            assertThat(world.run().waits()).isEmpty();
            assertThat(asker.isLive()).isFalse();
            assertThat(node.statistics().questions()).isZero();
        });
        assertThat(outcomes).containsExactlyInAnyOrder("reply", "too late", "killed", "gave up", "no_such_port");
    }

    private static String outcomeOf(Request<Message> request) {
        try {
            return request.reply(MILLI.multipliedBy(2)).tag();
        } catch (AskFailed e) {
            return e.isTimeout()
                    ? "too late"
                    : e.reason().orElseThrow() instanceof KillReason.Die die ? die.text() : "no_such_port";
        }
    }

    @Test
    void aChannelThatIsClosedElsewhereGivesWhatCameBefore_andLetsItsOwnerGo() {
        Set<Integer> outcomes = new HashSet<>();
        World.explore(1_500, world -> {
            Node node = world.node("here");
            List<Integer> received = new ArrayList<>();
            List<Channel<Message>> made = new ArrayList<>();
            ThreadPorts.spawn(node, self -> {
                Channel<Message> channel = self.channel(Message.class);
                made.add(channel);
                try {
                    while (true) {
                        received.add(channel.receive().integer(1));
                    }
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessageContaining("is closed and empty");
                }
                // what was under way when it was closed
                for (var late = channel.receive(MILLI); late.isPresent(); late = channel.receive(MILLI)) {
                    received.add(late.get().integer(1));
                }
            });
            world.run();
            ThreadPorts.spawn(node, self -> {
                for (int i = 0; i < EACH; i++) {
                    self.send(made.getFirst(), "n", i);
                }
            });
            ThreadPorts.spawn(node, self -> {
                self.get(Duration.ZERO);
                made.getFirst().close();
            });
            Standstill end = world.run();
            assertThat(end.waits()).isEmpty();
            for (int i = 0; i < received.size(); i++) {
                assertThat(received.get(i)).as("a prefix: %s", received).isEqualTo(i);
            }
            assertThat(received.size() + node.statistics().deadLetters()).isEqualTo(EACH);
            outcomes.add(received.size());
        });
        assertThat(outcomes).contains(0, EACH).hasSizeGreaterThan(3);
    }

    /** Each waits for room at the other; both waits have an end, and nothing is lost silently. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoPortsWithFullMailboxesThatSendToEachOtherGoOn(boolean callbacks) {
        Set<Boolean> refused = new HashSet<>();
        World.explore(500, world -> {
            world.tolerateCircles();
            Node node = world.node("here");
            MailboxBound bound = new MailboxBound(2, MILLI.multipliedBy(10));
            int[] counts = new int[3]; // sent, refused, received
            List<Port> ports = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int other = 1 - i;
                ports.add(
                        callbacks
                                ? node.port(
                                        bound,
                                        p -> p.on("begin", m -> fill(p::send, ports.get(other), counts))
                                                .on("data", m -> counts[2]++))
                                : ThreadPorts.spawn(node, bound, self -> {
                                    self.get("begin");
                                    fill(self::send, ports.get(other), counts);
                                    while (self.get("data", MILLI.multipliedBy(100))
                                            .isPresent()) {
                                        counts[2]++;
                                    }
                                }));
            }
            ports.forEach(port -> node.send(port, "begin"));
            assertThat(world.run().waits()).isEmpty();
            assertThat(counts[0]).isEqualTo(counts[2]);
            assertThat(counts[0] + counts[1]).isEqualTo(2 * EACH);
            assertThat(node.statistics().deadLetters()).isZero();
            refused.add(counts[1] > 0);
        });
        assertThat(refused).contains(true);
    }

    /** How code of a port sends. */
    @FunctionalInterface
    private interface Sending {
        void send(Port to, Message message);
    }

    private static void fill(Sending sending, Port other, int[] counts) {
        for (int i = 0; i < EACH; i++) {
            try {
                sending.send(other, Message.of("data", i));
                counts[0]++;
            } catch (MailboxFull e) {
                counts[1]++;
            }
        }
    }
}
