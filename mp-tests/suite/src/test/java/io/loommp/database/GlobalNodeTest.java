package io.loommp.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.database.MachineNetwork.Member;
import io.loommp.database.Request.Question;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a global node does (aemp.md part 9), and what it refuses (security S27, aemp.md 16.4, 16.19). */
class GlobalNodeTest {
    private final MachineNetwork network = new MachineNetwork(2);

    private Object family(Member member, String family) {
        long query = member.query(Question.FAMILY, family);
        network.settle();
        return Objects.requireNonNull(member.answers.get(query), "no answer yet");
    }

    // ---- becoming one ----

    @Test
    void aNodeBecomesGlobal_byBeingItsOwnSeed_orByBeingAsked() {
        Member own = network.start("own", "own");
        Member asked = network.start("asked");
        network.connectPuppet("p", "asked");
        assertThat(own.machine.isGlobal()).isTrue();
        assertThat(asked.machine.isGlobal()).isFalse();

        assertThat(asked.request("p", Message.of("g_slave"))).isTrue();

        assertThat(asked.machine.isGlobal()).isTrue();
        assertThat(asked.machine.master()).isEqualTo("asked");
        assertThat(family(asked, "'g")).isEqualTo(Collections.singletonMap("asked", null));
    }

    @Test
    void aNodeThatIsNotToBeAsked_staysWhatItIs() {
        Member node = network.start("node");
        node.machine.globalOnRequest(false);
        network.connectPuppet("p", "node");

        assertThat(node.request("p", Message.of("g_slave"))).isFalse();
        assertThat(node.request("p", Message.of("g_slave", Map.of("f", Map.of("k", 1)))))
                .isFalse();
        assertThat(node.request("p", Message.of("g_upd", "f", Map.of("k", 1)))).isFalse();

        assertThat(node.machine.isGlobal()).isFalse();
        node.machine.metItself();
        assertThat(node.request("p", Message.of("g_slave"))).isTrue();
    }

    @Test
    void aSlaveThatBecomesGlobal_servesItselfFromThenOn_andIsNoSlaveAnyMore() {
        network.start("s1", "s1");
        Member s2 = network.start("s2", "s1");
        long subscription = s2.subscribe("f");
        s2.set("f", "of s2", 1);
        network.passSeconds(1);
        assertThat(s2.machine.master()).isEqualTo("s1");

        Member slave = network.start("slave", "s2");
        slave.set("f", "of slave", 1);
        network.passSeconds(1);

        assertThat(s2.machine.master()).isEqualTo("s2");
        assertThat(s2.view(subscription).keySet()).containsExactly("of s2", "of slave");
        network.assertAgreement("f");
    }

    // ---- several owners of one key ----

    @Test
    void ofTwoSlavesTheLastCounts_andWhenItDeletesTheOther() {
        Member seed = network.start("seed");
        Member a = network.start("a", "seed");
        Member b = network.start("b", "seed");
        long subscription = seed.subscribe("f");
        a.set("f", "k", "a");
        network.settle();
        b.set("f", "k", "b");
        network.settle();
        assertThat(seed.view(subscription)).isEqualTo(Map.of("k", "b"));

        b.delete("f", "k");
        network.settle();
        assertThat(seed.last(subscription).changed()).containsExactly("k");
        assertThat(seed.view(subscription)).isEqualTo(Map.of("k", "a"));

        a.delete("f", "k");
        network.settle();
        assertThat(seed.last(subscription).deleted()).containsExactly("k");
    }

    @Test
    void acrossGlobalNodesTheLastCounts_andAllAgree() {
        network.start("s1", "s1", "s2");
        network.start("s2", "s1", "s2");
        Member a = network.start("a", "s1");
        Member b = network.start("b", "s2");
        network.passSeconds(1);

        a.set("f", "k", "a");
        network.settle();
        b.set("f", "k", "b");
        network.settle();
        assertThat(family(a, "f")).isEqualTo(Map.of("k", "b"));
        assertThat(family(b, "f")).isEqualTo(Map.of("k", "b"));
        a.set("f", "k", "a again");
        network.settle();
        assertThat(family(a, "f")).isEqualTo(Map.of("k", "a again"));
        assertThat(family(b, "f")).isEqualTo(Map.of("k", "a again"));

        a.delete("f", "k");
        assertThat(family(a, "f")).isEqualTo(Map.of("k", "b"));
        assertThat(family(b, "f")).isEqualTo(Map.of("k", "b"));
    }

    @Test
    void whatIsWrittenAtOnceAtTwoGlobalNodes_isSeenAlikeByBoth() {
        network.start("s1", "s1", "s2");
        network.start("s2", "s1", "s2");
        Member a = network.start("a", "s1");
        Member b = network.start("b", "s2");
        network.passSeconds(1);

        a.set("f", "k", "a");
        b.set("f", "k", "b");
        network.settle();

        Object seen = family(a, "f");
        assertThat(seen).isIn(Map.of("k", "a"), Map.of("k", "b"));
        assertThat(family(b, "f")).isEqualTo(seen);
    }

    @Test
    void aForeignGlobalNodeHasNoRanks_soWhatItSaysLastCounts() {
        Member seed = network.start("seed", "seed");
        network.connectPuppet("perl", "seed");
        seed.set("f", "k", "ours");
        seed.request("perl", Message.of("g_global"));
        seed.request("perl", Message.of("g_set", Map.of("f", Map.of("k", "theirs"))));
        assertThat(family(seed, "f")).isEqualTo(Map.of("k", "theirs"));

        seed.set("f", "k", "ours again");
        assertThat(family(seed, "f")).isEqualTo(Map.of("k", "ours again"));
        seed.request("perl", Message.of("g_upd", "f", Map.of("k", "theirs again"), List.of()));
        assertThat(family(seed, "f")).isEqualTo(Map.of("k", "theirs again"));

        seed.request("perl", Message.of("g_upd", "f", Map.of(), List.of("k")));
        assertThat(family(seed, "f")).isEqualTo(Map.of("k", "ours again"));
    }

    @Test
    void nobodyDeletesWhatAnotherHasSet() {
        Member seed = network.start("seed", "seed");
        Member owner = network.start("owner", "seed");
        Member other = network.start("other", "seed");
        owner.set("f", "k", 1);
        network.settle();

        seed.request("other", Message.of("g_upd", "f", null, List.of("k")));
        seed.request("other", Message.of("g_upd", "f", Map.of("k", 2), List.of("k")));

        assertThat(family(other, "f")).isEqualTo(Map.of("k", 1));
    }

    @Test
    void aSecondGreetingOfASlaveOnlyAdds() {
        Member seed = network.start("seed", "seed");
        network.connectPuppet("p", "seed");
        seed.request("p", Message.of("g_slave", Map.of("f", Map.of("a", 1))));
        seed.request("p", Message.of("g_slave", Map.of("f", Map.of("b", 2))));

        assertThat(family(seed, "f")).isEqualTo(Map.of("a", 1, "b", 2));
    }

    @Test
    void whatANodeSetsThatIsNobodysSlave_isSeenHere_andNowhereElse() {
        Member s1 = network.start("s1", "s1", "s2");
        Member s2 = network.start("s2", "s1", "s2");
        network.passSeconds(1);
        network.connectPuppet("p", "s1");
        s1.request("p", Message.of("g_upd", "f", Map.of("k", 1), List.of()));
        assertThat(family(s1, "f")).isEqualTo(Map.of("k", 1));
        assertThat(family(s2, "f")).isEqualTo(Map.of());

        s1.request("p", Message.of("g_slave", Map.of("other", Map.of())));
        network.settle();
        assertThat(family(s2, "f")).as("now it is").isEqualTo(Map.of("k", 1));
        network.stop("p");
        network.settle();
        assertThat(family(s2, "f")).isEqualTo(Map.of());
        assertThat(family(s1, "f")).isEqualTo(Map.of());
    }

    @Test
    void aRepeatedExchangeLeavesNothingOld_andTellsNoMoreThanTheDifference() {
        Member seed = network.start("seed", "seed");
        network.connectPuppet("perl", "seed");
        long subscription = seed.subscribe("f");
        seed.request("perl", Message.of("g_global"));
        seed.request("perl", Message.of("g_set", Map.of("f", Map.of("old", 1, "stays", 1))));
        seed.request("perl", Message.of("g_global"));
        seed.request("perl", Message.of("g_set", Map.of("f", Map.of("new", 1, "stays", 1))));

        assertThat(seed.last(subscription).added()).containsExactly("new");
        assertThat(seed.last(subscription).deleted()).containsExactly("old");
        assertThat(seed.last(subscription).changed()).isEmpty();
    }

    // ---- nodes go ----

    @Test
    void whatANodeHasSetVanishesWithIt_everywhere_andNothingElse() {
        network.start("s1", "s1", "s2");
        network.start("s2", "s1", "s2");
        Member goes = network.start("goes", "s1");
        Member stays = network.start("stays", "s2");
        network.passSeconds(1);
        long subscription = stays.subscribe("f");
        goes.set("f", "its own", 1);
        goes.set("f", "both", 1);
        stays.set("f", "both", 2);
        network.settle();

        network.stop("goes");
        network.settle();

        assertThat(stays.view(subscription)).isEqualTo(Map.of("both", 2));
        network.assertAgreement("f");
        stays.lookUp("goes");
        network.settle();
        assertThat(stays.located).containsEntry("goes", List.of());
    }

    /** The network of this test fails when anything is sent to a node that has left. */
    @Test
    void aNodeThatJustLeftIsToldNothingOfItsOwnEntries() {
        Member seed = network.start("seed", "seed");
        Member goes = network.start("goes", "seed");
        goes.subscribe("f");
        goes.set("f", "k", 1);
        network.settle();

        network.stop("goes");
        seed.set("f", "later", 1);
        network.settle();

        assertThat(family(seed, "f")).isEqualTo(Map.of("later", 1));
    }

    @Test
    void globalNodesKeepAMesh_alsoThoseThatAreNoSeedsOfEachOther() {
        network.start("s1", "s1");
        network.start("s2", "s2", "s1");
        network.start("s3", "s3", "s1");
        network.passSeconds(1);
        assertThat(network.isLinked("s2", "s3")).isTrue();

        network.reset("s2", "s3");
        assertThat(network.isLinked("s2", "s3")).isFalse();
        network.passSeconds(2);

        assertThat(network.isLinked("s2", "s3")).isTrue();
    }

    /** They know of each other by a third one alone, and that is gone. */
    @Test
    void twoHalvesFindTogether_alsoWithoutACommonSeed() {
        network.start("s1", "s1");
        Member s2 = network.start("s2", "s2", "s1");
        Member s3 = network.start("s3", "s3", "s1");
        network.passSeconds(1);
        network.stop("s1");
        network.passSeconds(1);
        assertThat(network.isLinked("s2", "s3")).isTrue();

        network.cut("s2", "s3");
        s2.set("f", "k", "s2");
        s3.set("f", "k", "s3");
        network.passSeconds(60);
        assertThat(family(s2, "f")).isNotEqualTo(family(s3, "f"));
        s2.lookUp("s3");
        assertThat(s2.located).as("it is looked for where it was").containsEntry("s3", List.of("s3:1"));
        network.healAll();
        network.passSeconds(5);

        network.assertAgreement("f");
    }

    @Test
    void aGlobalNodeThatStaysAway_isForgottenInTheEnd() {
        Member s1 = network.start("s1", "s1");
        network.start("s2", "s2", "s1");
        network.passSeconds(1);
        network.stop("s2");
        network.passSeconds(10);
        assertThat(s1.machine.nextNanos()).isNotEqualTo(Long.MAX_VALUE);

        network.passSeconds(10 * 60);

        assertThat(s1.machine.nextNanos()).isEqualTo(Long.MAX_VALUE);
        s1.lookUp("s2");
        network.settle();
        assertThat(s1.located).containsEntry("s2", List.of());
    }

    // ---- what is refused ----

    @Test
    void whereOthersListen_andWhoIsGlobal_noSlaveMaySay() {
        Member seed = network.start("seed", "seed");
        Member victim = network.start("victim", "seed");
        network.connectPuppet("liar", "seed");
        Map<String, Object> globals = new TreeMap<>();
        globals.put("nowhere", null);

        assertThat(seed.request(
                        "liar",
                        Message.of(
                                "g_slave",
                                Map.of("'l", Map.of("victim", List.of("evil:1"), "liar", List.of("liar:7"))))))
                .isTrue();
        seed.request("liar", Message.of("g_upd", "'g", globals));
        seed.request("liar", Message.of("g_upd", "'l", Map.of("seed", List.of("evil:1"))));

        for (String node : List.of("victim", "seed", "liar")) {
            victim.lookUp(node);
        }
        network.settle();
        assertThat(victim.located)
                .containsEntry("victim", List.of("victim:1"))
                .containsEntry("seed", List.of("seed:1"))
                .containsEntry("liar", List.of("liar:7"));
        assertThat(((Map<?, ?>) family(seed, "'g")).keySet()).isEqualTo(Set.of("seed"));
        assertThat(seed.refused).hasSize(3).allMatch(text -> text.startsWith("liar: what is said of other nodes"));
    }

    @Test
    void whereANodeListensItKnowsBest_whateverOtherGlobalNodesSay() {
        Member seed = network.start("seed", "seed");
        network.connectPuppet("a global one", "seed");
        seed.request("a global one", Message.of("g_global"));
        seed.request(
                "a global one",
                Message.of("g_set", Map.of("'l", Map.of("seed", List.of("evil:1"), "its slave", List.of("x:1")))));

        seed.lookUp("seed");
        seed.lookUp("its slave");

        assertThat(seed.located).containsEntry("seed", List.of("seed:1")).containsEntry("its slave", List.of("x:1"));
    }

    @Test
    void oneNodeSetsOnlySoMuch() {
        Member seed = network.start("seed", 10, "seed");
        Member greedy = network.start("greedy", "seed");
        Member other = network.start("other", "seed");
        for (int i = 0; i < 20; i++) {
            greedy.set("f", "k" + i, i);
        }
        other.set("f", "other", 1);
        network.settle();
        Map<?, ?> seen = (Map<?, ?>) family(seed, "f");
        assertThat(seen).hasSize(9 + 1); // one more is where it listens
        assertThat(seen.containsKey("other")).isTrue();
        assertThat(seed.refused).contains("greedy: more than one node may set");

        greedy.delete("f", "k0", "k1");
        greedy.set("f", "k19", "now there is room");
        network.settle();

        assertThat(((Map<?, ?>) family(seed, "f")).get("k19")).isEqualTo("now there is room");
    }

    @Test
    void aWholeDatabaseOfASlave_isNoGlobalNodesToSend() {
        Member seed = network.start("seed", "seed");
        network.connectPuppet("p", "seed");
        assertThat(seed.request("p", Message.of("g_set", Map.of("f", Map.of("k", 1)))))
                .isFalse();
        seed.request("p", Message.of("g_global"));
        seed.request("p", Message.of("g_slave", Map.of("f", Map.of("k", 1))));

        assertThat(family(seed, "f")).isEqualTo(Map.of());
        assertThat(seed.refused).containsExactly("p: g_slave of a global node");
    }

    // ---- much of it ----

    @Test
    void theRanksOfALargeDatabaseTravelWithTheirKeys_notAllInTheFirstPiece() {
        Map<String, Object> keys = new TreeMap<>();
        Map<String, Long> ranks = new TreeMap<>();
        for (int i = 0; i < 30; i++) {
            keys.put("k" + i, "x".repeat(100_000));
            ranks.put("k" + i, 2L + i);
        }
        List<Request> sent = new ArrayList<>();
        Pieces.send(new Request.Whole(Map.of("f", keys), Map.of("f", ranks)), sent::add);

        Request.Whole first = (Request.Whole) sent.removeFirst();
        assertThat(first.ranks("f").keySet())
                .isEqualTo(first.family("f").keySet())
                .hasSizeLessThan(30);
        Map<String, Long> all = new TreeMap<>(first.ranks("f"));
        sent.forEach(update -> all.putAll(((Request.Update) update).ranks()));
        assertThat(all).isEqualTo(ranks);
    }

    @Test
    void aLargeDatabaseTravelsInPieces() {
        Member s1 = network.start("s1", "s1", "s2");
        Member slave = network.start("slave", "s1");
        String value = "x".repeat(100_000);
        for (int i = 0; i < 30; i++) {
            slave.set("f" + i % 3, "k" + i, value);
        }
        network.passSeconds(1);
        network.start("s2", "s1", "s2");
        Member last = network.start("last", "s2");
        long subscription = last.subscribe("f0");
        network.passSeconds(1);

        assertThat(last.view(subscription)).hasSize(10);
        network.assertAgreement("f0", "f1", "f2");
        network.stop("slave");
        network.settle();
        assertThat(last.view(subscription)).isEmpty();
        assertThat(s1.refused).isEmpty();
    }

    @Test
    void aNodeThatAnswersItselfIsAskedForAllThatWasWanted() {
        List<Output> told = new ArrayList<>();
        DatabaseMachine machine =
                new DatabaseMachine(DatabaseMachine.Settings.of("alone", 1_000_000_000L), new Random(1), told::add);
        machine.advance(1);
        machine.lookUp("somebody");
        machine.lookUp("somebody else");
        long watch = machine.subscribe("family");
        long question = machine.query(Request.Question.KEYS, "family");
        long another = machine.query(Request.Question.VALUES, "family");

        machine.metItself();

        assertThat(told.stream()
                        .filter(Output.Located.class::isInstance)
                        .map(output -> ((Output.Located) output).node()))
                .containsExactly("somebody", "somebody else");
        assertThat(told)
                .filteredOn(Output.Changed.class::isInstance)
                .singleElement()
                .satisfies(output ->
                        assertThat(((Output.Changed) output).subscription()).isEqualTo(watch));
        assertThat(told.stream()
                        .filter(Output.Answered.class::isInstance)
                        .map(output -> ((Output.Answered) output).query()))
                .containsExactly(question, another);
    }
}
