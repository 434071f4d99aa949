package io.loommp.database;

import io.loommp.DatabaseChange;
import io.loommp.Elements;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A family as a node that has subscribed to it knows it, and who on this node is told of it.
 *
 * <p>Each of its changes is told as a difference of states: what a master says is compared with what is known, so nothing is
 * told twice, also when another master says it.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Replica {
    private final String family;
    private final Intake intake;
    private final boolean hidesDifference; // a planted bug
    private final Set<Long> subscriptions = new LinkedHashSet<>();
    private Tree known = Tree.EMPTY;
    private boolean told; // whether it has ever been complete
    private long octets; // of what is known, about
    private Intake.@Nullable Pile arriving; // of what the present master tells in pieces, what has come
    private boolean current; // whether the present master has told all of it
    private boolean tooLarge; // what he has told was not taken
    private boolean asked; // to tell all of it anew, since then
    private long missing; // for that, of what is known
    private long missingInPieces; // for that, of what is on its way

    Replica(String family, Intake intake, boolean hidesDifference) {
        this.hidesDifference = hidesDifference;
        this.intake = intake;
        this.family = family;
    }

    /** Those who are told. */
    Set<Long> subscriptions() {
        return subscriptions;
    }

    /** There is another master, or none. */
    void masterChanged() {
        current = false;
        tooLarge = false;
        end();
    }

    /** Nobody is told any more. */
    void forget() {
        end();
        intake.known(-octets);
        octets = 0;
    }

    /** What has begun to arrive does not go on. */
    void end() {
        if (arriving != null) {
            arriving.end();
            arriving = null;
        }
    }

    /**
     * Whether the master has told more than is taken. Then nothing comes to it until he tells all of it anew, or there is
     * another one; what is deleted goes.
     */
    boolean isTooLarge() {
        return tooLarge;
    }

    /** Whether there is room now for what was too much, so that he is to be asked; once, until he has told it. */
    boolean asksAnew() {
        boolean asks = tooLarge && !asked && intake.hasRoom(missing, missingInPieces);
        asked |= asks;
        return asks;
    }

    private void refuse(long growth, long inPieces) {
        end();
        current = false;
        tooLarge = true;
        missing = growth;
        missingInPieces = inPieces;
    }

    /** What one is told who comes now; null if that is not known yet. */
    @Nullable
    DatabaseChange<@Nullable Object> first() {
        return told ? change(new ArrayList<>(known.keySet()), List.of(), List.of()) : null;
    }

    /** The master says what all of it is, or how that begins; null if that is no news. */
    @Nullable
    DatabaseChange<@Nullable Object> whole(Map<String, @Nullable Object> all, boolean more) {
        tooLarge = false;
        asked = false;
        end();
        if (more) {
            current = false;
            Intake.Pile pile = intake.new Pile();
            arriving = pile;
            boolean ignored = isTaken(pile, all);
            return null;
        }
        List<String> deleted = new ArrayList<>();
        known.keySet().forEach(key -> {
            if (!all.containsKey(key)) {
                deleted.add(key);
            }
        });
        DatabaseChange<@Nullable Object> change = update(all, deleted);
        boolean first = !told && !tooLarge;
        told |= first;
        current = !tooLarge;
        return first || !(change.isEmpty() || hidesDifference) ? change : null;
    }

    /** The master says what has changed; null if that is no news, or he has not told all of it yet. */
    @Nullable
    DatabaseChange<@Nullable Object> changes(Map<String, @Nullable Object> set, List<String> deleted, boolean more) {
        Intake.Pile pile = arriving;
        if (pile != null && isTaken(pile, set)) {
            pile.remove(deleted);
            return more ? null : whole(pile.map(), false);
        }
        if (!current && !tooLarge) {
            return null;
        }
        DatabaseChange<@Nullable Object> change = update(current ? set : Map.of(), deleted);
        return change.isEmpty() ? null : change;
    }

    private boolean isTaken(Intake.Pile pile, Map<String, @Nullable Object> set) {
        boolean taken = pile.add(set) || pile.isSmall();
        if (!taken) {
            refuse(pile.octets() - octets, pile.octets()); // at least
        }
        return taken;
    }

    /** Of what is too much only that goes which is deleted. */
    private DatabaseChange<@Nullable Object> update(Map<String, @Nullable Object> set, List<String> deleted) {
        Set<String> gone = new HashSet<>(deleted);
        Map<String, @Nullable Object> added = new LinkedHashMap<>();
        Map<String, @Nullable Object> changed = new LinkedHashMap<>();
        Set<String> lost = new LinkedHashSet<>();
        deleted.forEach(key -> {
            if (known.containsKey(key)) {
                lost.add(key);
            }
        });
        set.forEach((key, value) -> {
            if (lost.contains(key)) {
                return; // both in one: sets come before deletes
            }
            if (!known.containsKey(key)) {
                if (!gone.contains(key)) {
                    added.put(key, value);
                }
            } else if (!Elements.equal(known.get(key), value)) {
                changed.put(key, value);
            }
        });
        if (intake.isBounded()) {
            long less = octetsOf(lost, known);
            long more = octetsOf(added.keySet(), added)
                    + octetsOf(changed.keySet(), changed)
                    - octetsOf(changed.keySet(), known);
            if (intake.isTooMuchMore(octets, more - less)) {
                refuse(more, 0);
                added.clear();
                changed.clear();
                more = 0;
            }
            count(more - less);
        }
        added.forEach(this::put);
        changed.forEach(this::put);
        lost.forEach(key -> known = known.without(key));
        return change(new ArrayList<>(added.keySet()), new ArrayList<>(changed.keySet()), new ArrayList<>(lost));
    }

    private static long octetsOf(Set<String> keys, Map<String, @Nullable Object> values) {
        long sum = 0;
        for (String key : keys) {
            sum += Intake.octetsOf(key, values.get(key));
        }
        return sum;
    }

    private void put(String key, @Nullable Object value) {
        known = known.with(key, value);
    }

    private void count(long growth) {
        octets += growth;
        intake.known(growth);
    }

    private DatabaseChange<@Nullable Object> change(List<String> added, List<String> changed, List<String> deleted) {
        return new DatabaseChange<>(family, known, added, changed, deleted);
    }
}
