package io.loommp.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.database.MachineNetwork.Member;
import io.loommp.database.Request.Question;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that no node should send: they are ignored, and harm nobody (security S27, T11). */
@Timeout(60)
class HostileRequestsTest {
    /** In an order that inputs of {@link DatabaseFuzz} count on. */
    static final List<String> TAGS = List.of(
            "g_global",
            "g_slave",
            "g_set",
            "g_upd",
            "g_find",
            "g_found",
            "g_db_family",
            "g_db_keys",
            "g_db_values",
            "g_reply",
            "g_mon1",
            "g_mon0",
            "g_chg1",
            "g_chg2",
            "g_unknown");

    private final MachineNetwork network = new MachineNetwork(3);
    private final Member seed = network.start("seed", "seed");
    private final Member good = network.start("good", "seed");

    @BeforeEach
    void startBad() {
        network.connectPuppet("bad", "seed");
    }

    // ---- a master that tells without end ----

    private static final long TOLD_MAX = 1 << 20;
    private static final int PIECE_OCTETS = 10_000;
    private static final int PIECES = 2 * (int) (TOLD_MAX / PIECE_OCTETS);

    /** A slave of a master that says what the test has it say, and keeps little of it. */
    private Member frugal() {
        Member frugal = network.start("frugal", Bounds.KEYS_MAX, TOLD_MAX, "master");
        network.connectPuppet("master", "frugal");
        frugal.request("master", Message.of("g_global"));
        assertThat(frugal.machine.master()).isEqualTo("master");
        return frugal;
    }

    private static Map<String, Object> piece(int number) {
        return Map.of("k" + number, "x".repeat(PIECE_OCTETS));
    }

    /** How many of them are taken. */
    private static int taken(Member by, IntFunction<Message> pieces) {
        return (int) IntStream.range(0, PIECES)
                .takeWhile(i -> by.request("master", pieces.apply(i)))
                .count();
    }

    private static void assertBounded(int pieces) {
        assertThat(pieces).isBetween(PIECES / 3, PIECES / 2);
    }

    @Test
    void anAnswerInPiecesWithoutEndIsNone_andTheNextOneIs() {
        Member frugal = frugal();
        long first = frugal.query(Question.FAMILY, "f");
        long second = frugal.query(Question.VALUES, "f");
        assertBounded(taken(frugal, i -> Message.of("g_reply", "q" + Long.toString(first, 36), piece(i), 1)));
        assertThat(frugal.answers).containsEntry(first, MachineNetwork.NO_ANSWER);
        assertBounded(taken(
                frugal,
                i -> Message.of("g_reply", "q" + Long.toString(second, 36), List.copyOf(piece(i).values()), 1)));
        assertThat(frugal.answers).containsEntry(second, MachineNetwork.NO_ANSWER);

        long third = frugal.query(Question.FAMILY, "f");
        String id = "q" + Long.toString(third, 36);
        assertThat(frugal.request("master", Message.of("g_reply", id, piece(0), 1)))
                .isTrue();
        assertThat(frugal.request("master", Message.of("g_reply", id, Map.of("end", 1))))
                .isTrue();
        assertThat(frugal.answers)
                .hasEntrySatisfying(
                        third,
                        all -> assertThat(((Map<?, ?>) all).keySet().toString()).isEqualTo("[k0, end]"));
    }

    @Test
    void manyAnswersThatDoNotEndCountTogether() {
        Member frugal = frugal();
        List<Long> all = IntStream.range(0, PIECES)
                .mapToObj(i -> frugal.query(Question.FAMILY, "f"))
                .toList();
        assertBounded(taken(frugal, i -> Message.of("g_reply", "q" + Long.toString(all.get(i), 36), piece(i), 1)));
        all.forEach(query -> frugal.act(() -> frugal.machine.forget(query)));
        long next = frugal.query(Question.FAMILY, "f");
        assertBounded(taken(frugal, i -> Message.of("g_reply", "q" + Long.toString(next, 36), piece(i), 1)));
    }

    @Test
    void aFamilyInPiecesWithoutEndIsNotTold_untilAllOfItIs() {
        Member frugal = frugal();
        long subscription = frugal.subscribe("f");
        assertThat(frugal.request("master", Message.of("g_chg1", "f", Map.of("k", 1), 1)))
                .isTrue();
        assertBounded(taken(frugal, i -> Message.of("g_chg2", "f", piece(i), List.of(), 1)));
        assertThat(frugal.request("master", Message.of("g_chg2", "f", Map.of("end", 1), List.of())))
                .isFalse();
        assertThat(frugal.told).isEmpty();

        assertThat(frugal.request("master", Message.of("g_chg1", "f", Map.of("k", 2))))
                .isTrue();
        assertThat(frugal.view(subscription)).isEqualTo(Map.of("k", 2));
    }

    @Test
    void aFamilyThatGrowsWithoutEndStaysAsItIs_untilAllOfItIsTold() {
        Member frugal = frugal();
        long subscription = frugal.subscribe("f");
        assertThat(frugal.request("master", Message.of("g_chg1", "f", null))).isTrue();
        for (int again = 0; again < 3; again++) { // what is deleted counts no longer
            assertThat(taken(frugal, i -> Message.of("g_chg2", "f", piece(i % 10), List.of())))
                    .isEqualTo(PIECES);
            IntStream.range(0, 10)
                    .forEach(i -> assertThat(
                                    frugal.request("master", Message.of("g_chg2", "f", Map.of(), List.of("k" + i))))
                            .isTrue());
        }
        int kept = taken(frugal, i -> Message.of("g_chg2", "f", piece(i), List.of()));
        assertBounded(kept);
        network.drain("frugal", "master");
        for (String key : List.of("k0", "k1")) { // what is deleted goes; and then there is room to ask, once
            assertThat(frugal.request("master", Message.of("g_chg2", "f", Map.of(), List.of(key))))
                    .isTrue();
        }
        assertThat(frugal.view(subscription)).hasSize(kept - 2).doesNotContainKeys("k0", "k1");
        assertThat(network.drain("frugal", "master")).containsExactly(Message.of("g_mon1", "f"));
        assertThat(frugal.request("master", Message.of("g_chg2", "f", piece(0), List.of())))
                .as("nothing is set until all of it is told")
                .isFalse();

        assertThat(frugal.request("master", Message.of("g_chg1", "f", Map.of("k", 2))))
                .isTrue();
        assertThat(frugal.view(subscription)).isEqualTo(Map.of("k", 2));
    }

    @Test
    void anEndedSubscriptionCountsNoLonger() {
        Member frugal = frugal();
        long subscription = frugal.subscribe("f");
        assertThat(frugal.request("master", Message.of("g_chg1", "f", Map.of("k", 1), 1)))
                .isTrue();
        IntStream.range(0, PIECES / 3)
                .forEach(i -> assertThat(frugal.request("master", Message.of("g_chg2", "f", piece(i), List.of(), 1)))
                        .isTrue());
        frugal.unsubscribe(subscription);
        long query = frugal.query(Question.FAMILY, "f");
        assertBounded(taken(frugal, i -> Message.of("g_reply", "q" + Long.toString(query, 36), piece(i), 1)));
    }

    @Test
    void allFamiliesCountTogether_andWhenOneIsLeftTheOthersAreAskedForAnew() {
        Member frugal = frugal();
        long large = frugal.subscribe("large");
        long other = frugal.subscribe("other");
        assertThat(frugal.request("master", Message.of("g_chg1", "large", null)))
                .isTrue();
        assertThat(frugal.request("master", Message.of("g_chg1", "other", Map.of("k", 1))))
                .isTrue();
        assertBounded(taken(frugal, i -> Message.of("g_chg2", "large", piece(i), List.of())));
        assertThat(frugal.request("master", Message.of("g_chg2", "other", OTHER, List.of())))
                .isFalse();
        assertThat(frugal.view(other)).isEqualTo(Map.of("k", 1));
        assertThat(frugal.request("master", Message.of("g_chg1", "other", OTHER)))
                .isFalse();
        assertThat(frugal.view(other)).isEmpty();

        network.drain("frugal", "master");
        frugal.unsubscribe(large);
        assertThat(network.drain("frugal", "master"))
                .containsExactly(Message.of("g_mon0", "large"), Message.of("g_mon1", "other"));
        assertThat(frugal.request("master", Message.of("g_chg1", "other", OTHER)))
                .isTrue();
        assertThat(frugal.view(other)).isEqualTo(OTHER);
    }

    private static final Map<String, Object> OTHER = Map.of("o", "x".repeat(10 * PIECE_OCTETS));

    @Test
    void whatIsRefusedIsAskedForAnewWhenThereIsRoomForIt_notBefore_andOnce() {
        Member frugal = frugal();
        frugal.subscribe("large");
        long other = frugal.subscribe("other");
        assertThat(frugal.request("master", Message.of("g_chg1", "large", null)))
                .isTrue();
        assertBounded(taken(frugal, i -> Message.of("g_chg2", "large", piece(i), List.of())));
        assertThat(frugal.request("master", Message.of("g_chg1", "large", all(frugal, "large"))))
                .isTrue();
        assertThat(frugal.request("master", Message.of("g_chg1", "other", OTHER)))
                .isFalse();
        network.drain("frugal", "master");
        for (int i = 0; i < 8; i++) {
            frugal.request("master", Message.of("g_chg2", "large", Map.of(), List.of("k" + i)));
            frugal.unsubscribe(frugal.subscribe("brief"));
        }
        assertThat(network.drain("frugal", "master")).hasSize(16).doesNotContain(Message.of("g_mon1", "other"));
        for (int i = 8; i < 14; i++) {
            frugal.request("master", Message.of("g_chg2", "large", Map.of(), List.of("k" + i)));
        }
        assertThat(network.drain("frugal", "master")).containsExactly(Message.of("g_mon1", "other"));
        assertThat(frugal.request("master", Message.of("g_chg1", "other", OTHER)))
                .isTrue();
        assertThat(frugal.view(other)).isEqualTo(OTHER);
    }

    /** What a monitor that comes now is told first. */
    private static Map<String, @Nullable Object> all(Member of, String family) {
        long subscription = of.subscribe(family);
        Map<String, @Nullable Object> all = Map.copyOf(of.view(subscription));
        of.unsubscribe(subscription);
        return all;
    }

    @Test
    void aSmallFamilyIsTakenHoweverMuchThereIs_andOneThatIsTooLargeByItselfIsNotAskedForAnew() {
        Member frugal = frugal();
        frugal.subscribe("large");
        long full = frugal.subscribe("full");
        long small = frugal.subscribe("small");
        assertThat(frugal.request("master", Message.of("g_chg1", "full", null))).isTrue();
        assertBounded(taken(frugal, i -> Message.of("g_chg2", "full", piece(i), List.of())));
        assertThat(frugal.request("master", Message.of("g_chg1", "large", Map.of(), 1)))
                .isTrue();
        assertBounded(taken(frugal, i -> Message.of("g_chg2", "large", piece(i), List.of(), 1)));
        assertThat(frugal.request("master", Message.of("g_chg1", "small", piece(0))))
                .isTrue();
        for (int i = 1; i < 6; i++) {
            assertThat(frugal.request("master", Message.of("g_chg2", "small", piece(i), List.of())))
                    .isTrue();
        }
        assertThat(frugal.request("master", Message.of("g_chg2", "small", piece(6), List.of())))
                .isFalse();
        assertThat(frugal.view(small)).hasSize(6);

        network.drain("frugal", "master");
        frugal.unsubscribe(full);
        assertThat(network.drain("frugal", "master"))
                .containsExactly(Message.of("g_mon0", "full"), Message.of("g_mon1", "small"));
    }

    // ---- slaves that say without end ----

    /** A global node that keeps little of what others say. */
    private Member frugalSeed(String... puppets) {
        Member frugal = network.start("frugal", Bounds.KEYS_MAX, TOLD_MAX, "frugal");
        List.of(puppets).forEach(puppet -> network.connectPuppet(puppet, "frugal"));
        return frugal;
    }

    private static int keys(Member of, String family) {
        return of.machine.overview("", 10).families().getOrDefault(family, 0);
    }

    private static void set(Member at, String from, String family) {
        IntStream.range(0, PIECES).forEach(i -> at.request(from, Message.of("g_upd", family, piece(i))));
    }

    @Test
    void whatOneNodeSetsIsBounded_andSoIsWhatAllOthersDo_andItIsRoomAgainWhenTheyAreGone() {
        Member frugal = frugalSeed("one", "two", "three");
        set(frugal, "one", "f1");
        assertBounded(keys(frugal, "f1"));
        assertThat(frugal.refused).contains("one: more than one node may set");
        assertThat(frugal.request("one", Message.of("g_upd", "f1", Map.of("k0", "shorter"))))
                .isTrue();
        set(frugal, "two", "f2");
        assertBounded(keys(frugal, "f2"));
        set(frugal, "three", "f3");
        assertThat(keys(frugal, "f3")).isLessThan(3); // in the place of k0
        IntStream.range(0, PIECES).forEach(i -> frugal.set("mine", "k" + i, "x".repeat(PIECE_OCTETS)));
        assertThat(keys(frugal, "mine")).isEqualTo(PIECES);

        network.stop("one");
        set(frugal, "three", "f3");
        assertBounded(keys(frugal, "f3"));
        frugal.request("three", Message.of("g_upd", "f3", null, List.of("k0", "k1")));
        int before = keys(frugal, "f3");
        frugal.request("three", Message.of("g_upd", "f3", Map.of("again", "x".repeat(PIECE_OCTETS))));
        assertThat(keys(frugal, "f3")).isEqualTo(before + 1);
        assertThat(frugal.machine.overview("", 10).families()).doesNotContainKey("f1");
    }

    @Test
    void whereANewValueIsTooMuchTheOldOneCountsNoLonger() {
        Member frugal = frugalSeed("one");
        frugal.request("one", Message.of("g_upd", "f", Map.of("k", "old")));
        set(frugal, "one", "f");
        long subscription = frugal.subscribe("f");
        assertThat(frugal.view(subscription)).containsEntry("k", "old");
        frugal.refused.clear();
        frugal.request("one", Message.of("g_upd", "f", Map.of("k", "new".repeat(PIECE_OCTETS))));
        assertThat(frugal.refused).containsExactly("one: more than one node may set");
        assertThat(frugal.view(subscription)).isNotEmpty().doesNotContainKey("k");
    }

    /** A slave that has chosen another master is told of by that one while this one still has its own word. */
    @Test
    void whatTwoNodesSetAlikeCountsOnce_andWithTheOtherWhenOneIsGone() {
        Member frugal = frugalSeed("one", "two", "three", "four");
        set(frugal, "one", "f");
        int kept = keys(frugal, "f");
        IntStream.range(0, kept).forEach(i -> frugal.request("two", Message.of("g_upd", "f", piece(i))));
        set(frugal, "three", "f3");
        assertThat(keys(frugal, "f3")).isGreaterThan(kept * 9 / 10);
        network.stop("one");
        assertThat(keys(frugal, "f")).isEqualTo(kept);
        set(frugal, "four", "f4");
        assertThat(keys(frugal, "f4")).isLessThan(kept / 10);
        network.stop("two");
        set(frugal, "four", "f4");
        assertThat(keys(frugal, "f4")).isGreaterThan(kept * 9 / 10);
    }

    @Test
    void whoeverCopiesWhatOneThenChangesHoldsItAtTheCostOfAll() {
        Member frugal = frugalSeed("one");
        int half = (int) TOLD_MAX / 2 - 1000;
        int changes = (int) IntStream.range(0, 20)
                .takeWhile(i -> {
                    Map<String, Object> value =
                            Map.of("k", Integer.toString(i % 10).repeat(half));
                    frugal.request("one", Message.of("g_upd", "f", value));
                    network.connectPuppet("copies" + i, "frugal");
                    frugal.request("copies" + i, Message.of("g_upd", "f", value));
                    return frugal.refused.isEmpty();
                })
                .count();
        assertThat(changes).isEqualTo(4); // twice as much as one may set
        assertThat(frugal.refused).first().isEqualTo("one: more than one node may set");
    }

    @Test
    void longNamesOfFamiliesThatOneSubscribesToAreBounded_andOthersMayStillSubscribe() {
        Member frugal = frugalSeed("one", "two");
        String name = "x".repeat(Bounds.NAME_OCTETS_MAX - 10);
        int asked = (int) IntStream.range(0, 1000)
                .takeWhile(i -> {
                    frugal.request("one", Message.of("g_mon1", name + i));
                    return frugal.refused.isEmpty();
                })
                .count();
        assertThat(asked).isBetween((int) (TOLD_MAX / 5000), (int) (TOLD_MAX / 4000));
        network.drain("frugal", "two");
        frugal.request("two", Message.of("g_mon1", "f"));
        assertThat(network.drain("frugal", "two")).containsExactly(Message.of("g_chg1", "f", null));

        frugal.request("one", Message.of("g_mon0", name + 0));
        frugal.refused.clear();
        frugal.request("one", Message.of("g_mon1", name + 0));
        assertThat(frugal.refused).isEmpty();
    }

    @Test
    void whoAsksWithLongNamesAndTakesNoAnswersIsLost() {
        network.window(1);
        String name = "x".repeat(Bounds.NAME_OCTETS_MAX - 10);
        long fit = Line.GONE_OCTETS_MAX / Bounds.NAME_OCTETS_MAX;
        long asked = IntStream.range(0, 200_000)
                .takeWhile(i -> {
                    seed.request("bad", Message.of("g_find", name + i));
                    return seed.overloaded.isEmpty();
                })
                .count();
        assertThat(seed.overloaded).containsExactly("bad");
        assertThat(asked).isBetween(fit * 3 / 4, fit * 3 / 2);
    }

    @Test
    void whoAsksForAllAgainAndAgainAndTakesNothing_isToldItOnce() {
        for (int i = 0; i < 50; i++) {
            good.set("f", "k" + i, i);
        }
        network.settle();
        network.drain("seed", "bad");
        network.window(1);
        for (int i = 0; i < 1000; i++) {
            seed.request("bad", Message.of("g_global"));
            seed.request("bad", Message.of("g_mon1", "f"));
        }
        seed.set("f", "late", 1);
        List<Message> said = network.drain("seed", "bad");
        assertThat(said.stream().filter(message -> message.hasTag("g_set"))).hasSize(1);
        assertThat(said.stream().filter(message -> message.hasTag("g_chg1"))).hasSize(1);
        Map<Object, Object> told = new HashMap<>();
        said.stream()
                .filter(message -> message.hasTag("g_chg1") || message.hasTag("g_chg2"))
                .filter(message -> "f".equals(message.value(1)))
                .forEach(message -> told.putAll((Map<?, ?>) Objects.requireNonNull(message.value(2))));
        assertThat(told).hasSize(51);
    }

    private Map<?, ?> family(String family) {
        long query = good.query(Question.FAMILY, family);
        network.settle();
        return (Map<?, ?>) Objects.requireNonNull(good.answers.get(query));
    }

    static List<Message> malformed() {
        String tooLong = "x".repeat(Bounds.NAME_OCTETS_MAX + 1);
        return List.of(
                Message.of("g_unknown"),
                Message.of("g_slave", "text"),
                Message.of("g_slave", List.of()),
                Message.of("g_set"),
                Message.of("g_set", 1),
                Message.of("g_upd"),
                Message.of("g_upd", null, Map.of()),
                Message.of("g_upd", "", Map.of()),
                Message.of("g_upd", tooLong, Map.of()),
                Message.of("g_upd", List.of("f"), Map.of()),
                Message.of("g_upd", "f", "set"),
                Message.of("g_upd", "f", Map.of(), "deleted"),
                Message.of("g_upd", "f", Map.of(), Map.of()),
                Message.of("g_find"),
                Message.of("g_find", ""),
                Message.of("g_find", Map.of()),
                Message.of("g_found"),
                Message.of("g_found", "n", "address"),
                Message.of("g_db_family"),
                Message.of("g_db_family", "f"),
                Message.of("g_db_keys", "f", List.of()),
                Message.of("g_db_values", "", "b"),
                Message.of("g_db_values", "f", tooLong),
                Message.of("g_mon1"),
                Message.of("g_mon1", Map.of()),
                Message.of("g_mon0", ""),
                Message.of("g_chg1"),
                Message.of("g_chg1", "f", List.of()),
                Message.of("g_chg2", "f", List.of(), List.of()),
                Message.of("g_chg2", "f", Map.of(), "x"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatHasNotItsShapeIsIgnored(Message request) {
        assertThat(seed.request("bad", request)).isFalse();
        assertThat(good.request("seed", request)).isFalse();

        good.set("f", "k", 1);
        assertThat(family("f")).isEqualTo(Map.of("k", 1));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void anAnswerOfAnotherShapeIsNone(Question question, Object answer) {
        long query = good.query(question, "f");
        String id = "q" + Long.toString(query, 36);

        assertThat(good.request("seed", Message.of("g_reply", id, answer))).isFalse();
        assertThat(good.request("seed", Message.of("g_reply", "x" + id, answer)))
                .isFalse();
        assertThat(good.request("seed", Message.of("g_reply", "q!", answer))).isFalse();
        assertThat(good.request("seed", Message.of("g_reply", null, answer))).isFalse();
        assertThat(good.answers).isEmpty();
        network.settle();
        assertThat(good.answers).containsKey(query);
    }

    static List<Object[]> replies() {
        return List.of(
                new Object[] {Question.FAMILY, List.of()},
                new Object[] {Question.FAMILY, "text"},
                new Object[] {Question.KEYS, Map.of()},
                new Object[] {Question.KEYS, List.of(List.of())},
                new Object[] {Question.VALUES, 1});
    }

    @Test
    void whatIsTooLargeIsLeftOut_andTheRestIsTaken() {
        String tooLong = "ä".repeat(Bounds.NAME_OCTETS_MAX / 2 + 1);
        Map<String, Object> set = new HashMap<>();
        set.put("fine", 1);
        set.put(tooLong, 1);
        set.put("", 1);
        set.put("large", List.of("x".repeat(Bounds.VALUE_OCTETS_MAX)));
        Map<String, Object> database = new HashMap<>();
        database.put("f", set);
        database.put(tooLong, Map.of("k", 1));
        database.put("no map", 7);

        assertThat(seed.request("bad", Message.of("g_slave", database))).isFalse();
        assertThat(seed.request("bad", Message.of("g_upd", "f", set, Arrays.asList("fine too", null, tooLong))))
                .isFalse();

        assertThat(family("f")).isEqualTo(Map.of("fine", 1));
        assertThat(family("no map")).isEmpty();
    }

    @Test
    void aHundredThousandKeysOfOne_goWithIt_andTheOthersStay() {
        good.set("f", "mine", 1);
        int piece = 1000;
        for (int from = 0; from < 100_000; from += piece) {
            Map<String, Object> set = new HashMap<>();
            IntStream.range(from, from + piece).forEach(i -> set.put("k" + i, i));
            seed.request("bad", Message.of("g_upd", "f", set));
        }
        assertThat(family("f")).hasSize(100_001);

        network.stop("bad");

        assertThat(family("f")).isEqualTo(Map.of("mine", 1));
    }

    /** Anything at all, ten thousand times, from a slave and from a global node; then the database works as before. */
    @Test
    void tenThousandRandomRequests_changeNothingOfOthers() {
        good.set("own", "k", "mine");
        long subscription = good.subscribe("own");
        network.settle();
        Random random = new Random(11);
        for (int i = 0; i < 10_000; i++) {
            Message request = Message.fromList(anything(random, i));
            seed.request("bad", request);
            if (!request.tag().startsWith("g_s")) {
                good.request("bad", request); // not its master
            }
            if (i % 50 == 0) {
                network.settle();
            }
        }
        network.settle();
        assertThat(good.view(subscription)).containsKey("k");

        network.stop("bad");
        network.passSeconds(1);

        assertThat(family("own")).isEqualTo(Map.of("k", "mine"));
        assertThat(good.machine.master()).isEqualTo("seed");
        assertThat(good.view(subscription)).isEqualTo(Map.of("k", "mine"));
        network.assertAgreement("own");
    }

    private static List<@Nullable Object> anything(Random random, int number) {
        List<@Nullable Object> elements = new ArrayList<>();
        elements.add(TAGS.get(number % TAGS.size()));
        int more = random.nextInt(5);
        for (int i = 0; i < more; i++) {
            elements.add(element(random, 2));
        }
        return elements;
    }

    private static @Nullable Object element(Random random, int depth) {
        List<String> names = List.of("own", "k", "'l", "'g", "seed", "good", "bad", "f", "", "x".repeat(5000));
        return switch (random.nextInt(depth == 0 ? 4 : 7)) {
            case 0 -> null;
            case 1 -> random.nextInt();
            case 2, 3 -> names.get(random.nextInt(names.size()));
            case 4 -> Collections.nCopies(random.nextInt(3), element(random, depth - 1));
            default -> {
                Map<String, @Nullable Object> map = new HashMap<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    map.put(names.get(random.nextInt(names.size())), element(random, depth - 1));
                }
                yield map;
            }
        };
    }

    @Test
    void whoSubscribesToFamiliesWithoutEndIsRefusedSomeTime() {
        for (int i = 0; i <= 100_000; i++) {
            seed.request("bad", Message.of("g_mon1", "f" + i));
        }
        assertThat(seed.refused).containsExactly("bad: too many families are subscribed to");
    }
}
