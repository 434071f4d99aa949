package io.loommp.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.DatabaseChange;
import io.loommp.Message;
import io.loommp.database.MachineNetwork.Member;
import io.loommp.database.Request.Question;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More than goes at once: what is said waits until there is room, comes in pieces, and means the same. */
@Timeout(60)
class LargeDatabaseTest {
    private static final int WINDOW = 4;
    private static final String VALUE = "x".repeat(100_000);

    private final MachineNetwork network = new MachineNetwork(1);

    private static void fill(Member member, String family, int keys) {
        for (int i = 0; i < keys; i++) {
            member.set(family, "k" + i, VALUE);
        }
    }

    @Test
    void noMoreIsOnItsWayThanThereIsRoomFor_andAllArrives() {
        Member slave = network.start("slave", "s1");
        fill(slave, "f", 100);
        fill(slave, "g", 100);
        network.window(WINDOW);
        network.start("s1", "s1", "s2");
        network.start("s2", "s1", "s2");
        Member reader = network.start("reader", "s2");
        long subscription = reader.subscribe("g");
        network.pass(100_000_000);
        assertThat(network.underWay("slave", "s1")).isLessThanOrEqualTo(WINDOW);

        network.passSeconds(2);
        network.assertAgreement("f", "g");
        assertThat(reader.view(subscription)).hasSize(100);
        assertThat(Objects.requireNonNull(reader.told.get(subscription)).stream()
                        .mapToInt(change ->
                                change.added().size() + change.deleted().size())
                        .sum())
                .as("each key is told once, though they come little by little")
                .isEqualTo(100);
        assertThat(slave.overloaded).isEmpty();
    }

    @Test
    void whatChangesWhileItWaitsIsSaidOnce_asItIsThen() {
        Member seed = network.start("seed", "seed");
        network.connectPuppet("p", "seed");
        seed.request("p", Message.of("g_slave", Map.of()));
        network.window(1);
        seed.request("p", Message.of("g_mon1", "f"));
        for (int i = 0; i < 10_000; i++) {
            seed.set("f", "k" + i % 10, i);
        }
        seed.delete("f", "k0");
        assertThat(network.underWay("seed", "p")).isLessThanOrEqualTo(1);
        List<Message> said = network.drain("seed", "p");

        assertThat(said).hasSizeLessThanOrEqualTo(3);
        Map<String, Object> known = new LinkedHashMap<>();
        for (Message each : said) {
            if (each.hasTag("g_chg2")) {
                known.putAll(each.map(2));
                each.list(3).forEach(known::remove);
            }
        }
        assertThat(known).hasSize(9).containsEntry("k9", 9_999).doesNotContainKey("k0");
    }

    @Test
    void whoNeverTakesWhatWaitsForHim_isGivenUp() {
        Member seed = network.start("seed", "seed");
        network.connectPuppet("p", "seed");
        network.window(1);
        for (int i = 0; i < 200_010; i++) {
            seed.request("p", Message.of("g_find", "n" + i));
        }
        assertThat(seed.overloaded).containsExactly("p");
        assertThat(network.drain("seed", "p")).hasSizeLessThan(5);
    }

    @Test
    void keysThatAreGoneDoNotPileUp() {
        Member seed = network.start("seed", "seed");
        network.connectPuppet("p", "seed");
        seed.request("p", Message.of("g_mon1", "f"));
        network.window(1);
        for (int i = 0; i < 100_020; i++) {
            seed.set("f", "k" + i, 1);
            seed.delete("f", "k" + i);
        }
        assertThat(seed.overloaded).containsExactly("p");
    }

    @Test
    void aLargeFamilyIsAnsweredInPieces() {
        Member seed = network.start("seed", "seed");
        fill(seed, "f", 30);
        Member slave = network.start("slave", "seed");
        network.settle();
        network.window(1);
        long family = slave.query(Question.FAMILY, "f");
        long keys = slave.query(Question.KEYS, "f");
        long values = slave.query(Question.VALUES, "f");
        network.settle();

        assertThat(slave.answers.get(family)).isEqualTo(seed.own.get("f"));
        assertThat((List<?>) slave.answers.get(keys)).hasSize(30);
        assertThat((List<?>) slave.answers.get(values)).hasSize(30).allMatch(VALUE::equals);
    }

    @Test
    void anAnswerThatIsInterruptedBeginsAnewAtTheNextMaster() {
        network.start("s1", "s1", "s2");
        Member s2 = network.start("s2", "s1", "s2");
        network.passSeconds(1);
        fill(s2, "f", 30);
        network.settle();
        Member slave = network.start("slave", "s1", "s2");
        network.settle();
        network.window(1);
        long query = slave.query(Question.FAMILY, "f");
        for (int i = 0; i < 4; i++) {
            network.deliverOne();
        }
        assertThat(slave.machine.master()).isEqualTo("s1");
        network.stop("s1");
        network.passSeconds(1);
        assertThat(slave.answers.get(query)).isEqualTo(s2.own.get("f"));
    }

    /** As nodes of another kind ask. */
    @Test
    void whoDoesNotAskForPieces_isAnsweredAtOnce() {
        Member seed = network.start("seed", "seed");
        network.connectPuppet("p", "seed");
        fill(seed, "f", 30);
        seed.request("p", Message.of("g_db_family", "f", "b"));
        Message reply = network.drain("seed", "p").getLast();
        assertThat(reply.tag()).isEqualTo("g_reply");
        assertThat(reply.map(2)).hasSize(30);
        assertThat(reply.size()).isEqualTo(3);
    }

    @Test
    void whereTheMasterHasNoAnswer_whoAskedIsToldSo() {
        network.start("seed");
        Member slave = network.start("slave", "seed");
        network.settle();
        long query = slave.query(Question.FAMILY, "f");
        assertThat(slave.request("seed", Message.of("g_reply", "q" + Long.toString(query, 36), null)))
                .isTrue();
        assertThat(slave.answers).containsEntry(query, MachineNetwork.NO_ANSWER);
    }

    @Test
    void anotherMasterTellsTheDifference_ofALargeFamilyToo() {
        network.start("s1", "s1", "s2");
        network.start("s2", "s1", "s2");
        network.passSeconds(1);
        Member author = network.start("author", "s2");
        fill(author, "f", 30);
        network.settle();
        Member slave = network.start("slave", "s1", "s2");
        network.window(2);
        long subscription = slave.subscribe("f");
        network.settle();
        assertThat(slave.machine.master()).isEqualTo("s1");
        assertThat(slave.view(subscription)).hasSize(30);

        network.cut("slave", "s1");
        author.set("f", "new", 1);
        author.delete("f", "k7");
        network.passSeconds(1);

        assertThat(slave.machine.master()).isEqualTo("s2");
        List<DatabaseChange<?>> told = new ArrayList<>(slave.told.get(subscription));
        told.removeFirst();
        assertThat(told)
                .allSatisfy(change -> assertThat(
                                change.added().size() + change.deleted().size())
                        .isLessThanOrEqualTo(2));
        assertThat(slave.view(subscription)).hasSize(30).containsKey("new").doesNotContainKey("k7");
    }

    @Test
    void aNodeThatBecomesGlobalOwesItsMasterNothingMore() {
        network.start("seed", "seed");
        Member slave = network.start("slave", "seed");
        network.settle();
        network.window(1);
        fill(slave, "f", 50);
        slave.act(slave.machine::metItself);
        network.passSeconds(1);
        network.assertAgreement("f");
    }

    /** An update that waits already stands before the whole, which begins with nothing. */
    @Test
    void theWholeComesBeforeWhatAddsToIt_whateverHadWaitedBefore() {
        Line line = new Line();
        line.add(new Request.Update("f", Map.of("gone", 1), List.of()), false);
        line.add(new Request.Whole(Map.of("f", Map.of("k", 1)), null), false);
        List<Request> said = new ArrayList<>();
        Line.Views views = new Line.Views() {
            @Override
            public boolean read(
                    Line.Kind kind,
                    String family,
                    String key,
                    Map<String, @Nullable Object> values,
                    Map<String, Long> ranks) {
                values.put(key, 1);
                return true;
            }

            @Override
            public void answer(Request.Query query, Consumer<Request> to) {}

            @Override
            public long size() {
                return 1;
            }

            @Override
            public long octets() {
                return 1;
            }
        };
        for (Request next = line.next(views); next != null; next = line.next(views)) {
            said.add(next);
        }
        assertThat(said)
                .containsExactly(
                        new Request.Whole(Map.of(), null),
                        new Request.Update("f", Map.of("k", 1), List.of(), Map.of()));
    }

    /** What was said for a connection that is lost may still come over the next one. */
    @Test
    void theEndOfAnAnswerOfBefore_isNotTakenForTheNext() {
        network.start("seed");
        network.settle();
        Member slave = network.start("slave", "seed");
        network.settle();
        long query = slave.query(Question.FAMILY, "f");
        slave.act(() -> slave.machine.linkDown("seed"));
        slave.act(() -> slave.machine.linkUp("seed"));
        assertThat(slave.machine.master()).isEqualTo("seed");
        slave.request("seed", Message.of("g_reply", "q" + Long.toString(query, 36), Map.of("rest", 1)));
        assertThat(slave.answers).doesNotContainKey(query);
        network.settle();
        assertThat(slave.answers).containsEntry(query, Map.of());
    }
}
