package io.loommp.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.DatabaseChange;
import io.loommp.Message;
import io.loommp.database.MachineNetwork.Member;
import io.loommp.database.Request.Question;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a node does that is no global one: its master, what it sets, what it wants to know (aemp.md 9.2, 9.8, 10). */
class SlaveTest {
    private final MachineNetwork network = new MachineNetwork(1);

    private Object answer(Member member, Question question, String family) {
        long query = member.query(question, family);
        network.settle();
        return Objects.requireNonNull(member.answers.get(query), "no answer yet");
    }

    @Test
    void aSeedIsTheMaster_andIsAskedToBeAGlobalNode() {
        Member seed = network.start("seed");
        Member slave = network.start("slave", "seed");
        network.settle();

        assertThat(slave.machine.master()).isEqualTo("seed");
        assertThat(seed.machine.isGlobal()).isTrue();
        assertThat(seed.machine.master()).isEqualTo("seed");
        assertThat(slave.machine.isGlobal()).isFalse();
    }

    @Test
    void whatWasSetBeforeThereIsAMaster_isToldToHim_andAskedOfHim() {
        Member slave = network.start("slave", "seed");
        slave.set("f", "k", 1);
        slave.set("f", "gone", 1);
        slave.delete("f", "gone");
        long query = slave.query(Question.FAMILY, "f");
        long subscription = slave.subscribe("f");
        slave.lookUp("slave");
        network.settle();
        assertThat(slave.answers).isEmpty();

        network.start("seed");
        network.passSeconds(1);

        assertThat(slave.answers).containsEntry(query, Map.of("k", 1));
        assertThat(slave.view(subscription)).isEqualTo(Map.of("k", 1));
        assertThat(slave.located).containsEntry("slave", List.of("slave:1"));
    }

    @Test
    void onlyRealChangesAreSent() {
        Member seed = network.start("seed");
        Member slave = network.start("slave", "seed");
        long subscription = seed.subscribe("f");
        slave.set("f", "k", List.of(1, "x"));
        slave.set("f", "k", List.of(1.0, "x"));
        slave.delete("f", "never");
        slave.delete("other", "never");
        network.settle();
        slave.set("f", "k", 2);
        network.settle();

        assertThat(seed.told.get(subscription))
                .extracting(DatabaseChange::added)
                .containsExactly(List.of(), List.of("k"), List.of());
        assertThat(seed.last(subscription).changed()).containsExactly("k");
    }

    @Test
    void questionsAreAnswered_alsoAboutWhatNobodyHasHeardOf() {
        network.start("seed");
        Member slave = network.start("slave", "seed");
        slave.set("f", "a", 1);
        slave.set("f", "b", null);

        assertThat(answer(slave, Question.FAMILY, "f")).isEqualTo(slave.own.get("f"));
        assertThat(answer(slave, Question.KEYS, "f")).isEqualTo(List.of("a", "b"));
        assertThat(answer(slave, Question.VALUES, "none")).isEqualTo(List.of());
        slave.lookUp("nobody");
        network.settle();
        assertThat(slave.located).containsEntry("nobody", List.of());
    }

    @Test
    void aQuestionThatNobodyWaitsFor_isNotAskedAgain() {
        Member slave = network.start("slave", "seed");
        long query = slave.query(Question.FAMILY, "f");
        slave.machine.forget(query);

        network.start("seed");
        network.passSeconds(1);

        assertThat(slave.machine.master()).isEqualTo("seed");
        assertThat(slave.answers).isEmpty();
    }

    // ---- masters change ----

    @Test
    void whenTheMasterIsLost_anotherSeedIs_andOnlyTheDifferenceIsTold() {
        network.start("s1", "s1", "s2");
        Member s2 = network.start("s2", "s1", "s2");
        Member slave = network.start("slave", "s1", "s2");
        Member other = network.start("other", "s1", "s2");
        other.set("f", "stays", 1);
        other.set("f", "changes", 1);
        s2.set("f", "s2", 1);
        long subscription = slave.subscribe("f");
        network.passSeconds(1);
        String first = Objects.requireNonNull(slave.machine.master());
        assertThat(slave.view(subscription).keySet()).containsExactly("changes", "s2", "stays");
        int told = Objects.requireNonNull(slave.told.get(subscription)).size();

        network.cut("slave", first);
        other.set("f", "changes", 2);
        network.passSeconds(1);

        assertThat(slave.machine.master()).isNotEqualTo(first);
        List<DatabaseChange<Object>> later = List.copyOf(Objects.requireNonNull(slave.told.get(subscription))
                .subList(told, slave.told.get(subscription).size()));
        assertThat(later).hasSize(1);
        assertThat(later.getFirst().changed()).containsExactly("changes");
        assertThat(later.getFirst().added()).isEmpty();
    }

    @Test
    void withoutAnySeed_anotherGlobalNodeThatIsConnectedIsTheMaster() {
        network.start("s1", "s1");
        network.start("s2", "s2", "s1");
        Member slave = network.start("slave", "s1");
        network.connect("slave", "s2");
        slave.set("f", "k", 1);
        network.passSeconds(1);
        assertThat(slave.machine.master()).isEqualTo("s1");

        network.stop("s1");
        network.passSeconds(1);

        assertThat(slave.machine.master()).isEqualTo("s2");
        network.assertAgreement("f");
    }

    @Test
    void aMasterStays_alsoWhenASeedComesUp() {
        network.start("s1", "s1");
        network.start("s2", "s2", "s1");
        Member slave = network.start("slave", "s3");
        network.connect("slave", "s2");
        network.passSeconds(1);
        assertThat(slave.machine.master()).isEqualTo("s2");

        network.start("s3");
        network.passSeconds(1);

        assertThat(network.isLinked("slave", "s3")).isTrue();
        assertThat(slave.machine.master()).isEqualTo("s2");
    }

    @Test
    void whatOthersThanTheMasterSayIsNotTaken() {
        network.start("seed");
        Member slave = network.start("slave", "seed");
        network.start("liar");
        network.connect("slave", "liar");
        long subscription = slave.subscribe("f");
        network.settle();
        int told = Objects.requireNonNull(slave.told.get(subscription)).size();
        long query = slave.query(Question.FAMILY, "f");

        slave.request("liar", Message.of("g_chg1", "f", Map.of("lie", 1)));
        slave.request("liar", Message.of("g_chg2", "f", Map.of("lie", 1), List.of()));
        slave.request("liar", Message.of("g_reply", "q" + Long.toString(query, 36), Map.of("lie", 1)));
        network.settle();

        assertThat(slave.told.get(subscription)).hasSize(told);
        assertThat(slave.answers).containsEntry(query, Map.of());
    }

    // ---- changes ----

    @Test
    void oneSubscriptionServesAll_andEndsWithTheLast() {
        Member seed = network.start("seed");
        Member slave = network.start("slave", "seed");
        network.settle();
        long first = slave.subscribe("f");
        network.settle();
        long second = slave.subscribe("f"); // is told at once
        assertThat(slave.last(second).added()).isEmpty();
        slave.unsubscribe(first);
        seed.set("f", "k", 1);
        network.settle();
        assertThat(slave.told.get(first)).hasSize(1);
        assertThat(slave.view(second)).isEqualTo(Map.of("k", 1));

        slave.unsubscribe(second);
        network.settle();
        seed.set("f", "k", 2);
        network.settle();

        assertThat(slave.view(second)).isEqualTo(Map.of("k", 1));
        assertThat(slave.machine.request("seed", Message.of("g_chg2", "f", Map.of("k", 3), List.of())))
                .isTrue();
        assertThat(slave.view(second)).isEqualTo(Map.of("k", 1));
    }

    @Test
    void changesMayNameUnknownKeys_andKeysTwice() {
        network.start("seed");
        Member slave = network.start("slave", "seed");
        long subscription = slave.subscribe("f");
        network.settle();

        slave.request("seed", Message.of("g_chg2", "f", Map.of("a", 1), List.of("unknown")));
        slave.request("seed", Message.of("g_chg2", "f", Map.of("a", 1), List.of()));
        slave.request("seed", Message.of("g_chg2", "f", Map.of("a", 2, "b", 3), List.of("a", "b")));

        assertThat(slave.told.get(subscription))
                .extracting(DatabaseChange::deleted)
                .containsExactly(List.of(), List.of(), List.of("a"));
        assertThat(slave.view(subscription)).isEmpty();
    }

    @Test
    void nullStandsForNothing_inWhatForeignMastersSay() {
        network.start("seed");
        Member slave = network.start("slave", "seed");
        long subscription = slave.subscribe("f");
        network.settle();

        assertThat(slave.request("seed", Message.of("g_chg2", "f", Map.of("a", 1), null)))
                .isTrue();
        assertThat(slave.view(subscription)).containsKey("a");
        assertThat(slave.request("seed", Message.of("g_chg1", "f", null))).isTrue();
        assertThat(slave.view(subscription)).isEmpty();
        slave.lookUp("x");
        assertThat(slave.request("seed", Message.of("g_found", "x", null))).isTrue();
        assertThat(slave.located).containsEntry("x", List.of());
    }
}
