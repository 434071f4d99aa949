package io.loommp.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.database.Request.Changes;
import io.loommp.database.Request.Content;
import io.loommp.database.Request.Find;
import io.loommp.database.Request.Query;
import io.loommp.database.Request.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What waits for a node that takes no more at the moment (ADR 0022): each thing has its turn. */
class LineTest {
    private static final int KEYS = 6;

    private final Line line = new Line();

    /** Two values are more than a piece. */
    private static final Line.Views LARGE = new Line.Views() {
        @Override
        public boolean read(
                Line.Kind kind,
                String family,
                String key,
                Map<String, @Nullable Object> values,
                Map<String, Long> ranks) {
            values.put(key, "x".repeat((int) Pieces.OCTETS * 2 / 3));
            return true;
        }

        @Override
        public void answer(Query query, Consumer<Request> to) {
            throw new AssertionError("nobody has asked");
        }

        @Override
        public long size() {
            return KEYS;
        }

        @Override
        public long octets() {
            return KEYS * Pieces.OCTETS;
        }
    };

    private static Map<String, @Nullable Object> all() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        for (int i = 0; i < KEYS; i++) {
            all.put("key" + i, i);
        }
        return all;
    }

    /** What is said while each piece is followed by a change of every key, until that is said which stands behind. */
    private List<Request> saidWhileAllChanges(Request change, boolean toMaster) {
        List<Request> said = new ArrayList<>();
        Request next = line.next(LARGE);
        for (int i = 0; i < 100 && next != null && !(next instanceof Find); i++) {
            said.add(next);
            line.add(change, toMaster);
            next = line.next(LARGE);
        }
        assertThat(next).isEqualTo(new Find("behind"));
        return said;
    }

    @Test
    void aFamilyThatChangesFasterThanItIsSaidDoesNotKeepTheOthersFromTheirTurn() {
        Update change = new Update("hot", all(), List.of());
        line.add(change, true);
        line.add(new Find("behind"), true);
        assertThat(saidWhileAllChanges(change, true)).hasSize(KEYS / 2);
        assertThat(line.next(LARGE))
                .isInstanceOfSatisfying(
                        Update.class, rest -> assertThat(rest.family()).isEqualTo("hot"));
    }

    /** What a node looks up itself is nothing that the other one has it keep. */
    @Test
    void ofWhatGoesToAMasterOnlyTheNumberCounts() {
        Find find = new Find("x".repeat(Bounds.NAME_OCTETS_MAX));
        long tooLong = (Line.GONE_OCTETS_MAX + 2 * LARGE.octets()) / Bounds.NAME_OCTETS_MAX + 1;
        Line other = new Line();
        for (long i = 0; i < tooLong; i++) {
            line.add(find, true);
            other.add(find, false);
        }
        assertThat(line.isOverfull(LARGE)).isFalse();
        assertThat(other.isOverfull(LARGE)).isTrue();
        for (long i = 0; i < tooLong; i++) {
            assertThat(line.next(LARGE)).isEqualTo(find);
            assertThat(other.next(LARGE)).isEqualTo(find);
        }
        assertThat(other.isOverfull(LARGE)).isFalse();
    }

    @Test
    void whoSubscribesToSuchAFamilyIsToldAllOfItOnce() {
        Changes change = new Changes("hot", all(), List.of(), false);
        line.add(new Content("hot", all(), false), false);
        line.add(new Find("behind"), false);
        List<Request> said = saidWhileAllChanges(change, false);
        assertThat(said.getFirst())
                .isInstanceOfSatisfying(
                        Content.class, first -> assertThat(first.more()).isTrue());
        assertThat(said.getLast())
                .isInstanceOfSatisfying(
                        Changes.class, last -> assertThat(last.more()).isFalse());
    }
}
