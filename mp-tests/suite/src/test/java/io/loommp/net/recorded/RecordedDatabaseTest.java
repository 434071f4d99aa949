package io.loommp.net.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.database.DatabaseMachine;
import io.loommp.database.Output;
import io.loommp.database.Request.Question;
import io.loommp.kernel.Travelled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The database of each recorded node in the hands of ours: it is told what that node was told, by its users and by other
 * nodes, and says what that node said.
 *
 * <p>Not compared: how often a node asks its seeds to be global nodes, the ids of questions, the order of keys, and the ranks
 * that our global nodes add for each other.
 */
@Timeout(30)
class RecordedDatabaseTest {

    /** Our database in the place of a recorded node. */
    private static final class Replay {
        final Map<String, Queue<Message>> sent = new LinkedHashMap<>();
        final List<Output> told = new ArrayList<>();
        final Map<String, String> ids = new HashMap<>(); // of the recorded questions, as ours were numbered
        final DatabaseMachine machine;

        Replay(String node, String... addresses) {
            machine = new DatabaseMachine(
                    DatabaseMachine.Settings.of(node, 30_000_000_000L), new SplittableRandom(1), this::out);
            machine.advance(1);
            machine.listensOn(List.of(addresses));
        }

        private void out(Output output) {
            if (output instanceof Output.Send send) {
                sent.computeIfAbsent(send.node(), n -> new ArrayDeque<>()).add(Travelled.of(send.request()));
            } else {
                told.add(output);
            }
        }

        /** The next thing that was sent there, but for requests to be a global node. */
        @Nullable
        Message next(String to) {
            Queue<Message> queue = sent.getOrDefault(to, new ArrayDeque<>());
            Message next = queue.poll();
            while (next != null && isPlea(next)) {
                next = queue.poll();
            }
            return next;
        }

        void assertSends(String to, List<Message> recorded) {
            for (Message expected : recorded) {
                assertThat(comparable(next(to))).as("to %s", to).isEqualTo(comparable(expected));
            }
        }

        void assertNothingMore() {
            for (String to : sent.keySet()) {
                assertThat(next(to)).as("to %s", to).isNull();
            }
        }

        void receive(String from, List<Message> recorded) {
            for (Message request : recorded) {
                Message known = request.hasTag("g_reply")
                        ? Message.of("g_reply", ids.get(request.string(1)), request.value(2))
                        : request;
                assertThat(machine.request(from, known))
                        .as("%s of %s", request, from)
                        .isTrue();
            }
        }

        /** Does what the user of the recorded node did when it said this. */
        void act(Message said) {
            switch (said.tag()) {
                case "g_find" -> machine.lookUp(said.string(1));
                case "g_mon1" -> machine.subscribe(said.string(1));
                case "g_mon0" -> machine.unsubscribe(subscription(said.string(1)));
                case "g_db_family" -> ask(said, Question.FAMILY);
                case "g_db_keys" -> ask(said, Question.KEYS);
                case "g_db_values" -> ask(said, Question.VALUES);
                case "g_upd" -> {
                    if (said.has(2)) {
                        said.map(2).forEach((key, value) -> machine.set(said.string(1), key, value));
                    } else {
                        machine.delete(
                                said.string(1),
                                said.list(3).stream().map(String::valueOf).toList());
                    }
                }
                default -> throw new AssertionError("what does a user do for " + said);
            }
        }

        private void ask(Message said, Question question) {
            long id = machine.query(question, said.string(1));
            ids.put(said.string(2), "q" + Long.toString(id, 36));
        }

        private long subscription(String family) {
            return told.stream()
                    .filter(output -> output instanceof Output.Changed changed
                            && changed.change().family().equals(family))
                    .map(output -> ((Output.Changed) output).subscription())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean isPlea(Message message) {
        return message.equals(Message.of("g_slave"));
    }

    /** Without what is not compared. */
    private static List<@Nullable Object> comparable(@Nullable Message message) {
        Message m = Objects.requireNonNull(message, "nothing was sent");
        List<@Nullable Object> list = new ArrayList<>(m.toList());
        switch (m.tag()) {
            case "g_set" -> list.subList(2, list.size()).clear();
            case "g_reply" -> list.set(1, null);
            case "g_db_family", "g_db_keys", "g_db_values" -> {
                list.set(2, null);
                list.subList(3, list.size()).clear(); // that an answer may come in pieces
            }
            default -> {}
        }
        if (m.hasTag("g_set")) {
            list.add(m.value(1));
        }
        if (m.hasTag("g_reply") && list.get(2) instanceof List<?> elements) {
            list.set(2, new HashSet<>(elements));
        }
        return list;
    }

    /** What one side of a connection said about the database. */
    private static List<Message> said(Recording recording, int connection, String direction) {
        return recording
                .connections()
                .get(connection)
                .packets(direction)
                .map(Recording.Item::value)
                .filter(value -> value.size() > 1
                        && value.string(0).isEmpty()
                        && value.string(1).startsWith("g_"))
                .map(value -> Message.fromList(value.from(1)))
                .filter(value -> !isPlea(value))
                .toList();
    }

    private static List<Message> without(List<Message> said, String... tags) {
        return said.stream()
                .filter(message -> !List.of(tags).contains(message.tag()))
                .toList();
    }

    private static List<Message> from(List<Message> said, String tag) {
        int at = 0;
        while (!said.get(at).hasTag(tag)) {
            at++;
        }
        return said.subList(at, said.size());
    }

    // ---- slaves ----

    @ParameterizedTest
    @CsvSource({
        "triple_json, 0, alpha, seed, 127.0.0.1:4122",
        "triple_cbor, 0, alpha, seed, 127.0.0.1:4122",
        "triple_json, 1, beta, seed, 127.0.0.1:42729",
        "triple_cbor, 1, beta, seed, 127.0.0.1:43217",
        "globals_json, 0, alpha, s1, 127.0.0.1:40593",
        "globals_json, 1, beta, s2, 127.0.0.1:41981",
        "pair_json, 0, beta, alpha, 127.0.0.1:36693",
        "pair_cbor, 0, beta, alpha, 127.0.0.1:42339",
        "pair_mixed, 0, beta, alpha, 127.0.0.1:35511",
        "types_json, 0, delta, echo1, 127.0.0.1:36687",
        "types_cbor, 0, delta, echo1, 127.0.0.1:33173"
    })
    void aSlave(String file, int connection, String node, String master, String address) {
        Recording recording = Recording.read(file);
        List<Message> said = said(recording, connection, "c2s");
        Replay replay = new Replay(node, address);
        said.getFirst().map(1).forEach((family, keys) -> {
            if (!family.startsWith("'")) {
                ((Map<?, ?>) Objects.requireNonNull(keys))
                        .forEach((key, value) -> replay.machine.set(family, (String) key, value));
            }
        });
        replay.machine.metSeed(master);
        replay.machine.linkUp(master);
        replay.assertSends(master, List.of(said.getFirst()));
        assertThat(replay.machine.master()).isEqualTo(master);

        for (Recording.Item item : recording.connections().get(connection).items()) {
            if (!item.isPacket()
                    || item.value().size() < 2
                    || !item.value().string(1).startsWith("g_")) {
                continue;
            }
            Message packet = Message.fromList(item.value().from(1));
            if (item.direction().equals("s2c")) {
                replay.receive(master, List.of(packet));
            } else if (!packet.hasTag("g_slave")) {
                replay.act(packet);
                replay.assertSends(master, List.of(packet));
            }
        }
        replay.assertNothingMore();
        assertTold(replay, said(recording, connection, "s2c"));
    }

    /** Each thing that the master said came to whom it was for. */
    private static void assertTold(Replay replay, List<Message> said) {
        assertThat(replay.told).hasSameSizeAs(without(said, "g_global"));
        for (Message message : said) {
            assertThat(replay.told).anySatisfy(output -> {
                switch (message.tag()) {
                    case "g_global" -> assertThat(replay.told).isNotNull();
                    case "g_found" ->
                        assertThat(output)
                                .isEqualTo(new Output.Located(
                                        message.string(1),
                                        message.list(2).stream()
                                                .map(String::valueOf)
                                                .toList()));
                    case "g_reply" ->
                        assertThat(output)
                                .isInstanceOfSatisfying(
                                        Output.Answered.class,
                                        answer -> assertThat(Message.of(answer.result()))
                                                .isEqualTo(Message.of(message.value(2))));
                    default ->
                        assertThat(output).isInstanceOfSatisfying(Output.Changed.class, changed -> {
                            assertThat(changed.change().family()).isEqualTo(message.string(1));
                            int known = message.has(2) ? message.map(2).size() : 0;
                            assertThat(changed.change().added()).hasSize(known);
                        });
                }
            });
        }
    }

    // ---- seeds ----

    @ParameterizedTest
    @CsvSource({"triple_json", "triple_cbor"})
    void theSeedOfThree(String file) {
        Recording recording = Recording.read(file);
        List<Message> alpha = said(recording, 0, "c2s");
        List<Message> beta = said(recording, 1, "c2s");
        Replay seed = new Replay("seed", "127.0.0.1:4121");
        seed.machine.metItself();

        seed.machine.linkUp("alpha");
        seed.receive("alpha", alpha.subList(0, alpha.size() - 1));
        seed.machine.linkUp("beta");
        seed.receive("beta", without(beta, "g_mon0"));
        seed.receive("alpha", alpha.subList(alpha.size() - 1, alpha.size())); // it deletes its entry
        seed.receive("beta", from(beta, "g_mon0"));
        seed.machine.linkDown("alpha");
        seed.machine.linkDown("beta");

        seed.assertSends("alpha", said(recording, 0, "s2c"));
        seed.assertSends("beta", said(recording, 1, "s2c"));
        seed.assertNothingMore();
        assertThat(seed.told).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "pair_json, beta, 127.0.0.1:4111, vec_receivers, alpha#8BXOngq9vb, hello",
        "pair_cbor, beta, 127.0.0.1:4111, vec_receivers, alpha#CrfAZt08Hb, hello",
        "pair_mixed, beta, 127.0.0.1:4111, vec_receivers, alpha#FtmoyK4d0b, hello",
        "types_json, delta, 127.0.0.1:4141, t_echo, echo1#TaaT6OmTob, echo",
        "types_cbor, delta, 127.0.0.1:4141, t_echo, echo1#VvhuQWMWjb, echo"
    })
    void theSeedOfTwo(String file, String slave, String address, String family, String port, String value) {
        Recording recording = Recording.read(file);
        Replay seed = new Replay(PortId.of(port).node(), address);
        seed.machine.set(family, port, value);
        seed.machine.linkUp(slave);

        Message plea = Message.of("g_slave");
        seed.receive(slave, List.of(plea)); // by this it becomes a global node
        seed.receive(slave, said(recording, 0, "c2s"));
        seed.machine.delete(family, List.of(port));

        seed.assertSends(slave, said(recording, 0, "s2c"));
        seed.assertNothingMore();
    }

    // ---- two global nodes ----

    @Test
    void theFirstOfTwoGlobalNodes() {
        Recording recording = Recording.read("globals_json");
        List<Message> alpha = said(recording, 0, "c2s");
        Replay s1 = new Replay("s1", "127.0.0.1:4150");
        s1.machine.metItself();
        s1.machine.metSeed("s2");

        s1.machine.linkUp("alpha");
        s1.receive("alpha", alpha.subList(0, alpha.size() - 1));
        s1.machine.linkUp("s2");
        s1.receive("s2", said(recording, 3, "s2c"));
        s1.receive("alpha", alpha.subList(alpha.size() - 1, alpha.size()));
        s1.machine.linkDown("alpha");

        s1.assertSends("alpha", said(recording, 0, "s2c"));
        s1.assertSends("s2", said(recording, 3, "c2s"));
        s1.assertNothingMore();
    }

    @Test
    void theSecondOfTwoGlobalNodes() {
        Recording recording = Recording.read("globals_json");
        List<Message> beta = said(recording, 1, "c2s");
        List<Message> first = said(recording, 3, "c2s");
        Replay s2 = new Replay("s2", "127.0.0.1:4152");
        s2.machine.metItself();

        s2.machine.linkUp("beta");
        s2.receive("beta", beta.subList(0, 4)); // up to its subscriptions
        s2.machine.linkUp("s1");
        s2.receive("s1", first.subList(0, 4)); // up to where s2 listens
        s2.machine.metSeed("s1");
        s2.receive("beta", without(beta.subList(4, beta.size()), "g_mon0"));
        s2.receive("s1", first.subList(4, first.size())); // alpha is gone
        s2.receive("beta", from(beta, "g_mon0"));
        s2.machine.linkDown("beta");

        s2.assertSends("beta", said(recording, 1, "s2c"));
        s2.assertSends("s1", said(recording, 3, "s2c"));
        s2.assertNothingMore();
    }
}
