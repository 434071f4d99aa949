package io.loommp.net.connect;

import io.loommp.spi.ConfinedTo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections that claim to lead to the same node, and which of them is used (reliability G12).
 *
 * <p>A node of AnyEvent::MP that sees two of them through loses both, and it is through when it has our proof. So our proof is
 * out on one at a time. On the others it is held back until that one is used, and then they are closed, or until it has
 * failed, and then the next goes on.
 *
 * <p>Two nodes that both hold back may each have proven themselves where the other has not. Both go by one order: first comes
 * the connection that the node with the lower id has dialled, then the one with its lower nonce. Once the proof of the other
 * node has come on the one that comes first, and ours is out on another, that is given up: at once if the other node is known
 * to hold back, so that it cannot go on there, else after a second. The other way round it is given up after two: then who
 * dialled it has said something only in name.
 *
 * <p>Anybody can dial and claim to be a node. So one that was dialled here does not wait for ever behind one that was dialled
 * there: after three seconds without a proof that is given up. The other node, if there are such before it as well, then has
 * the proof by which it knows the true one.
 *
 * <p>While a node is linked, a further connection is refused if the link was heard lately. If not, the link is asked, and the
 * further one held back until the link has been heard, or is lost.
 *
 * <p>Time is handed in, monotonic nanoseconds. What is to be done is returned, and is to be done in order.
 *
 * @param <C> a connection, by identity
 */
@ConfinedTo("one thread")
public final class Rivals<C> {
    private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String OTHER_FIRST = "another connection to that node goes first";
    private static final String TAKEN = "there is a connection to a node of that id";

    /** Something to do. */
    public sealed interface Act<C> {
        /** Send our proof. */
        record Prove<C>(C connection) implements Act<C> {}

        /** Close it. */
        record Drop<C>(C connection, String why) implements Act<C> {}
    }

    private enum Stage {
        GREETED,
        HELD,
        OUT
    }

    private static final class Rival<C> {
        final C connection;
        final String node;
        final boolean dialledHere;
        Stage stage = Stage.GREETED;
        String nonce = ""; // of who dialled
        boolean holdsBack; // the other side does as we do
        boolean proven; // the other side is who it says

        Rival(C connection, String node, boolean dialledHere) {
            this.connection = connection;
            this.node = node;
            this.dialledHere = dialledHere;
        }
    }

    private static final class Claim<C> {
        final List<Rival<C>> rivals = new ArrayList<>(2);
        boolean linked;
    }

    private final String localNode;
    private final Map<String, Claim<C>> claims = new HashMap<>();
    private final Map<C, Rival<C>> rivals = new HashMap<>();
    private final Map<String, Standstill> standstills = new HashMap<>(); // by node

    /** Nothing goes on at a node; {@code proven} if the next one has proven who it is. */
    private record Standstill(long since, boolean proven) {}

    /** For the connections of this node. */
    public Rivals(String localNode) {
        this.localNode = localNode;
    }

    /**
     * The other side of a connection has said which node it is; nothing proves it.
     *
     * @param heardLately whether the link to that node, if there is one, was heard within its keep-alive interval
     * @return false if it is to be closed
     */
    public boolean greeted(C connection, String node, boolean dialledHere, boolean heardLately) {
        Claim<C> claim = claim(node);
        if (claim.linked && heardLately) {
            return false;
        }
        Rival<C> rival = new Rival<>(connection, node, dialledHere);
        claim.rivals.add(rival);
        rivals.put(connection, rival);
        return true;
    }

    /** Whether a node is linked, so that whoever claims to be it has to wait for the end of that. */
    public boolean isLinked(String node) {
        Claim<C> claim = claims.get(node);
        return claim != null && claim.linked;
    }

    /** Whether there is a connection that claims to lead to a node, and is not used yet; anybody can bring that about. */
    public boolean isClaimed(String node) {
        Claim<C> claim = claims.get(node);
        return claim != null && !claim.rivals.isEmpty();
    }

    /** Whether there is one that this node has dialled, or that has proven to lead there. */
    public boolean isExpected(String node) {
        Claim<C> claim = claims.get(node);
        return claim != null && claim.rivals.stream().anyMatch(rival -> rival.dialledHere || rival.proven);
    }

    /** Whether there is another connection that claims to lead to the same node. */
    public boolean hasRival(C connection) {
        Rival<C> rival = rivals.get(connection);
        return rival != null && claim(rival.node).rivals.size() > 1;
    }

    /**
     * Our proof could be sent.
     *
     * @param dialNonce the nonce of the side that has dialled
     * @param holdsBack whether the other side is known to keep these rules, too
     */
    public List<Act<C>> challenged(C connection, String dialNonce, boolean holdsBack, long now) {
        Rival<C> rival = rivals.get(connection);
        if (rival == null) {
            return List.of();
        }
        rival.nonce = dialNonce;
        rival.holdsBack = holdsBack;
        rival.stage = Stage.HELD;
        return settle(rival.node, now);
    }

    /** The other side has proven that it is the node it says it is. */
    public List<Act<C>> proven(C connection, long now) {
        Rival<C> rival = rivals.get(connection);
        if (rival == null) {
            return List.of();
        }
        rival.proven = true;
        return settle(rival.node, now);
    }

    /** A connection is closed, or has come to nothing in another way. */
    public List<Act<C>> gone(C connection, long now) {
        Rival<C> rival = rivals.get(connection);
        if (rival == null) {
            return List.of();
        }
        forget(rival);
        return settle(rival.node, now);
    }

    /** A connection to a node is used from now on; all others are not wanted. */
    public List<Act<C>> linkUp(String node) {
        Claim<C> claim = claim(node);
        claim.linked = true;
        standstills.remove(node);
        return dropAllButUsed(claim);
    }

    /** The link to a node lives: it was heard while others waited for its end. */
    public List<Act<C>> linkHeard(String node) {
        Claim<C> claim = claims.get(node);
        return claim == null || !claim.linked ? List.of() : dropAllButUsed(claim);
    }

    private List<Act<C>> dropAllButUsed(Claim<C> claim) {
        List<Act<C>> acts = new ArrayList<>();
        for (Rival<C> rival : List.copyOf(claim.rivals)) {
            if (rival.stage != Stage.OUT || !rival.proven) { // that is the one that is used
                acts.add(drop(rival, TAKEN));
            } else {
                forget(rival);
            }
        }
        return acts;
    }

    /** The link to a node is lost, all monitors have fired, and another may be used. */
    public List<Act<C>> linkLost(String node, long now) {
        Claim<C> claim = claims.get(node);
        if (claim == null) {
            return List.of();
        }
        claim.linked = false;
        return settle(node, now);
    }

    /** How long it is until {@link #due} has something to do, if it will without anything new happening. */
    public OptionalLong nanosUntilDue(long now) {
        return standstills.keySet().stream()
                .mapToLong(node -> Math.max(0, standstillEnd(node) - now))
                .min();
    }

    /** Ends what has stood still for too long. */
    public List<Act<C>> due(long now) {
        List<Act<C>> acts = new ArrayList<>();
        for (String node : List.copyOf(standstills.keySet())) {
            if (standstillEnd(node) - now <= 0) {
                boolean proven = Objects.requireNonNull(standstills.get(node)).proven;
                acts.add(drop(Objects.requireNonNull(out(claim(node))), OTHER_FIRST));
                if (!proven) {
                    acts.add(prove(Objects.requireNonNull(heldOfOurs(claim(node)))));
                }
                acts.addAll(settle(node, now));
            }
        }
        return acts;
    }

    private long standstillEnd(String node) {
        Standstill standstill = Objects.requireNonNull(standstills.get(node));
        Rival<C> out = out(claim(node));
        Rival<C> next = next(claim(node));
        boolean wrongWay = out != null && next != null && goesFirst(out, next);
        int periods = !standstill.proven ? 3 : wrongWay ? 2 : 1;
        return standstill.since + periods * STANDSTILL_NANOS;
    }

    // ---- the rules ----

    /** Does what follows from a change: there is at most one that is out, and one if there can be. */
    private List<Act<C>> settle(String node, long now) {
        Claim<C> claim = claim(node);
        List<Act<C>> acts = new ArrayList<>(2);
        Rival<C> out = out(claim);
        Rival<C> next = next(claim);
        if (out != null && next != null && !out.proven && next.proven && next.holdsBack && goesFirst(next, out)) {
            acts.add(drop(out, OTHER_FIRST));
            out = null;
        }
        if (out == null && next != null && !claim.linked) {
            acts.add(prove(next));
        }
        noteStandstill(node, now);
        if (claim.rivals.isEmpty() && !claim.linked) {
            claims.remove(node);
        }
        return acts;
    }

    private void noteStandstill(String node, long now) {
        Rival<C> out = out(claim(node));
        Rival<C> next = next(claim(node));
        if (out == null || out.proven || next == null) {
            standstills.remove(node);
        } else if (next.proven) {
            stands(node, true, now);
        } else if (!out.dialledHere && heldOfOurs(claim(node)) != null) {
            stands(node, false, now);
        } else {
            standstills.remove(node);
        }
    }

    private void stands(String node, boolean proven, long now) {
        Standstill present = standstills.get(node);
        if (present == null || present.proven != proven) {
            standstills.put(node, new Standstill(now, proven));
        }
    }

    private Claim<C> claim(String node) {
        return claims.computeIfAbsent(node, n -> new Claim<>());
    }

    private @Nullable Rival<C> out(Claim<C> claim) {
        return claim.rivals.stream()
                .filter(rival -> rival.stage == Stage.OUT)
                .findFirst()
                .orElse(null);
    }

    /** One that is held back and was dialled here. */
    private @Nullable Rival<C> heldOfOurs(Claim<C> claim) {
        return claim.rivals.stream()
                .filter(rival -> rival.stage == Stage.HELD && rival.dialledHere)
                .findFirst()
                .orElse(null);
    }

    /** The one of those held back that goes on first. */
    private @Nullable Rival<C> next(Claim<C> claim) {
        return claim.rivals.stream()
                .filter(rival -> rival.stage == Stage.HELD)
                .min(Comparator.comparing((Rival<C> rival) -> !rival.proven).thenComparing(this::order))
                .orElse(null);
    }

    private boolean goesFirst(Rival<C> one, Rival<C> other) {
        return order(one, other) < 0;
    }

    /** The same on both sides. */
    private int order(Rival<C> one, Rival<C> other) {
        int byDialler = dialler(one).compareTo(dialler(other));
        return byDialler != 0 ? byDialler : one.nonce.compareTo(other.nonce);
    }

    private String dialler(Rival<C> rival) {
        return rival.dialledHere ? localNode : rival.node;
    }

    private Act<C> prove(Rival<C> rival) {
        rival.stage = Stage.OUT;
        return new Act.Prove<>(rival.connection);
    }

    private Act<C> drop(Rival<C> rival, String why) {
        forget(rival);
        return new Act.Drop<>(rival.connection, why);
    }

    private void forget(Rival<C> rival) {
        rivals.remove(rival.connection);
        Claim<C> claim = claims.get(rival.node);
        if (claim != null) {
            claim.rivals.remove(rival);
        }
    }
}
