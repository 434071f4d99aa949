package io.loommp.net.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.net.connect.Rivals.Act;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** G12: which of several connections to one node is used, at one of the two nodes and at both. */
@Timeout(60)
class RivalsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String TAKEN = "there is a connection to a node of that id";
    private static final String OTHER_FIRST = "another connection to that node goes first";

    private final Rivals<String> here = new Rivals<>("m");

    private static Act<String> prove(String connection) {
        return new Act.Prove<>(connection);
    }

    private static Act<String> drop(String connection, String why) {
        return new Act.Drop<>(connection, why);
    }

    /** One that the other node has dialled. */
    private void greetedBy(String node, String connection) {
        assertThat(here.greeted(connection, node, false, true)).isTrue();
    }

    private void dialled(String node, String connection) {
        assertThat(here.greeted(connection, node, true, true)).isTrue();
    }

    private List<Act<String>> challenged(String connection) {
        return here.challenged(connection, "nonce of " + connection, false, 0);
    }

    private List<Act<String>> challengedByOneThatHoldsBack(String connection) {
        return here.challenged(connection, "nonce of " + connection, true, 0);
    }

    // ---- one after the other ----

    @Test
    void aLoneConnectionProvesAtOnce() {
        greetedBy("z", "c");
        assertThat(challenged("c")).containsExactly(prove("c"));
        assertThat(here.proven("c", 0)).isEmpty();
        assertThat(here.linkUp("z")).isEmpty();
        assertThat(here.gone("c", 0)).isEmpty();
        assertThat(here.isLinked("z")).isTrue();
    }

    @Test
    void othersAreHeldBackUntilTheFirstIsUsed_thenClosed() {
        dialled("z", "first");
        greetedBy("z", "second");
        greetedBy("other", "elsewhere");
        assertThat(challenged("first")).containsExactly(prove("first"));
        assertThat(challenged("second")).isEmpty();
        assertThat(challenged("elsewhere")).containsExactly(prove("elsewhere"));
        assertThat(here.proven("first", 0)).isEmpty();
        assertThat(here.linkUp("z")).containsExactly(drop("second", TAKEN));
        assertThat(here.proven("second", 0)).isEmpty(); // it may have come before the close
        assertThat(here.gone("second", 0)).isEmpty();
    }

    @Test
    void aConnectionHasRivalsAsLongAsOthersClaimToLeadToTheSameNode() {
        dialled("z", "first");
        greetedBy("other", "elsewhere");
        assertThat(here.hasRival("first")).isFalse();
        greetedBy("z", "second");
        assertThat(here.hasRival("first")).isTrue();
        assertThat(here.gone("second", 0)).isEmpty();
        assertThat(here.hasRival("first")).isFalse();
        assertThat(here.hasRival("unknown")).isFalse();
    }

    @Test
    void orUntilItHasFailed_thenTheNextGoesOn_whoHasProvenItselfFirst() {
        dialled("z", "first");
        dialled("z", "a");
        greetedBy("z", "b");
        greetedBy("z", "only greeted");
        assertThat(challenged("first")).containsExactly(prove("first"));
        assertThat(challenged("a")).isEmpty();
        assertThat(challenged("b")).isEmpty();
        assertThat(here.proven("b", 0)).isEmpty();
        assertThat(here.gone("first", 0)).containsExactly(prove("b"));
        assertThat(here.gone("b", 0)).containsExactly(prove("a"));
        assertThat(here.gone("a", 0)).isEmpty();
        assertThat(challenged("only greeted")).containsExactly(prove("only greeted"));
    }

    @Test
    void oneThatIsThroughAndCannotBeUsedMakesRoomToo() {
        dialled("z", "first");
        greetedBy("z", "second");
        challenged("first");
        challenged("second");
        here.proven("first", 0);
        assertThat(here.gone("first", 0)).containsExactly(prove("second"));
    }

    @Test
    void afterAllAreGoneNothingIsLeft() {
        for (int i = 0; i < 3; i++) {
            greetedBy("z", "c");
            assertThat(challenged("c")).containsExactly(prove("c"));
            assertThat(here.gone("c", 0)).isEmpty();
        }
        assertThat(here.nanosUntilDue(0)).isEmpty();
    }

    // ---- standstill ----

    @Test
    void towardsOneThatHoldsBackTheOrderDecidesAtOnce() {
        // m has dialled "mine" and proven there; a, the lower, has dialled "theirs" and proven there
        dialled("a", "mine");
        greetedBy("a", "theirs");
        challengedByOneThatHoldsBack("mine");
        assertThat(challengedByOneThatHoldsBack("theirs")).isEmpty();
        assertThat(here.proven("theirs", 0)).containsExactly(drop("mine", OTHER_FIRST), prove("theirs"));
        assertThat(here.linkUp("a")).isEmpty();
    }

    @Test
    void andTheOtherOneWaitsForThat() {
        dialled("z", "mine");
        greetedBy("z", "theirs");
        challengedByOneThatHoldsBack("mine");
        challengedByOneThatHoldsBack("theirs");
        assertThat(here.proven("theirs", 0)).isEmpty();
        assertThat(here.due(SECOND)).isEmpty();
        assertThat(here.proven("mine", SECOND)).isEmpty();
        assertThat(here.nanosUntilDue(SECOND)).isEmpty();
        assertThat(here.linkUp("z")).containsExactly(drop("theirs", TAKEN));
    }

    @Test
    void towardsAnyOtherTheHigherOnesDialIsClosedAfterASecond() {
        dialled("a", "mine");
        greetedBy("a", "theirs");
        challenged("mine");
        challenged("theirs");
        assertThat(here.nanosUntilDue(0)).isEmpty(); // nothing stands still yet
        assertThat(here.proven("theirs", 5)).isEmpty();
        assertThat(here.nanosUntilDue(5)).hasValue(SECOND);
        assertThat(here.due(SECOND + 4)).isEmpty();
        assertThat(here.due(SECOND + 5)).containsExactly(drop("mine", OTHER_FIRST), prove("theirs"));
        assertThat(here.nanosUntilDue(SECOND + 5)).isEmpty();
    }

    @Test
    void whoSaysNothingMoreCannotKeepTheTrueOneOut() {
        // somebody claims to be z, in reply to our dial or by dialling first, and has our proof out
        dialled("z", "imposter");
        greetedBy("z", "true");
        challenged("imposter");
        challenged("true");
        here.proven("true", 0);
        assertThat(here.due(2 * SECOND - 1)).isEmpty();
        assertThat(here.due(2 * SECOND)).containsExactly(drop("imposter", OTHER_FIRST), prove("true"));
    }

    @Test
    void whoOnlyClaimsToBeTheOtherCannotKeepOurDialWaiting_noMatterHowMany() {
        greetedBy("a", "imposter");
        challengedByOneThatHoldsBack("imposter");
        dialled("a", "mine");
        assertThat(challengedByOneThatHoldsBack("mine")).isEmpty();
        greetedBy("a", "another");
        assertThat(challengedByOneThatHoldsBack("another")).isEmpty();
        assertThat(here.nanosUntilDue(0)).hasValue(3 * SECOND);
        assertThat(here.due(3 * SECOND - 1)).isEmpty();
        assertThat(here.due(3 * SECOND)).containsExactly(drop("imposter", OTHER_FIRST), prove("mine"));
        assertThat(here.nanosUntilDue(3 * SECOND)).isEmpty(); // ours waits for its answer, and nothing for that
        assertThat(here.proven("mine", 3 * SECOND)).isEmpty();
        assertThat(here.linkUp("a")).containsExactly(drop("another", TAKEN));
    }

    @Test
    void thatOneProvesItselfMeanwhileCountsFromThen() {
        greetedBy("a", "first");
        challenged("first");
        dialled("a", "mine");
        challenged("mine");
        assertThat(here.proven("mine", SECOND)).isEmpty();
        assertThat(here.nanosUntilDue(SECOND)).hasValue(2 * SECOND);
        assertThat(here.proven("first", 2 * SECOND)).isEmpty();
        assertThat(here.nanosUntilDue(2 * SECOND)).isEmpty();
    }

    @Test
    void aReferenceNodeThatProvesOnBothDecidesNothing_theFirstIsUsed() {
        dialled("a", "mine");
        greetedBy("a", "theirs");
        challenged("mine");
        challenged("theirs");
        here.proven("theirs", 0);
        assertThat(here.proven("mine", 1)).isEmpty();
        assertThat(here.due(10 * SECOND)).isEmpty();
        assertThat(here.linkUp("a")).containsExactly(drop("theirs", TAKEN));
    }

    @Test
    void betweenDialsOfOneNodeTheNonceDecides() {
        greetedBy("z", "c2");
        greetedBy("z", "c1");
        challengedByOneThatHoldsBack("c2");
        challengedByOneThatHoldsBack("c1");
        assertThat(here.proven("c1", 0)).containsExactly(drop("c2", OTHER_FIRST), prove("c1"));
    }

    // ---- a link stands ----

    @Test
    void whileALinkIsHeardFurtherOnesAreRefused() {
        assertThat(here.linkUp("z")).isEmpty();
        assertThat(here.greeted("c", "z", false, true)).isFalse();
        assertThat(here.challenged("c", "n", false, 0)).isEmpty();
        assertThat(here.gone("c", 0)).isEmpty();
    }

    @Test
    void besideASilentLinkTheyAreHeldBack_untilItIsLost() {
        here.linkUp("z");
        assertThat(here.greeted("c", "z", false, false)).isTrue();
        assertThat(challenged("c")).isEmpty();
        assertThat(here.proven("c", 0)).isEmpty();
        assertThat(here.nanosUntilDue(0)).isEmpty();
        assertThat(here.linkLost("z", 0)).containsExactly(prove("c"));
    }

    @Test
    void orHeard_thenTheyAreClosed() {
        here.linkUp("z");
        here.greeted("c", "z", false, false);
        challenged("c");
        here.proven("c", 0);
        assertThat(here.linkHeard("z")).containsExactly(drop("c", TAKEN));
        assertThat(here.linkHeard("unknown")).isEmpty();
        assertThat(here.linkLost("z", 0)).isEmpty();
        assertThat(here.greeted("c", "z", false, true)).isTrue(); // a new start
        assertThat(challenged("c")).containsExactly(prove("c"));
    }

    @Test
    void whatIsUsedIsNotTakenForARivalOfItself() {
        dialled("z", "c");
        challenged("c");
        here.proven("c", 0);
        here.linkUp("z");
        assertThat(here.linkHeard("z")).isEmpty();
    }

    // ---- both nodes, all orders ----

    /**
     * Two nodes that keep these rules, with up to four connections dialled by either; what each says arrives in its order on
     * each connection, but in any order between them.
     */
    @Test
    void twoNodesAlwaysEndUpWithOneConnection_theSame_andWithoutWaiting() {
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            TwoNodes nodes = new TwoNodes(random, 1 + random.nextInt(4));
            nodes.run();
            assertThat(nodes.used(0)).as("seed %d", seed).isNotNull().isEqualTo(nodes.used(1));
        }
    }

    private static final class TwoNodes {
        private enum Said {
            GREETING,
            PROOF,
            END
        }

        private record News(int to, int connection, Said said) {}

        private final Random random;
        private final List<Rivals<Integer>> rivals = List.of(new Rivals<>("a"), new Rivals<>("b"));
        private final int[] dialler;
        private final List<List<News>> underWay = new ArrayList<>();
        private final boolean[][] closed;
        private final boolean[][] sent;
        private final boolean[][] heard;
        private final @Nullable Integer[] used = new Integer[2];

        TwoNodes(Random random, int connections) {
            this.random = random;
            this.dialler = random.ints(connections, 0, 2).toArray();
            this.closed = new boolean[2][connections];
            this.sent = new boolean[2][connections];
            this.heard = new boolean[2][connections];
            for (int c = 0; c < connections; c++) {
                for (int to = 0; to < 2; to++) {
                    List<News> pipe = new ArrayList<>();
                    pipe.add(new News(to, c, Said.GREETING));
                    underWay.add(pipe);
                }
            }
        }

        void run() {
            while (true) {
                List<List<News>> some =
                        underWay.stream().filter(pipe -> !pipe.isEmpty()).toList();
                if (some.isEmpty()) {
                    return;
                }
                News news = some.get(random.nextInt(some.size())).removeFirst();
                if (!closed[news.to][news.connection]) {
                    take(news.to, news.connection, news.said);
                }
            }
        }

        private void take(int at, int connection, Said said) {
            Rivals<Integer> here = rivals.get(at);
            switch (said) {
                case GREETING -> {
                    if (here.greeted(connection, at == 0 ? "b" : "a", dialler[connection] == at, true)) {
                        act(at, here.challenged(connection, "n" + connection, true, 0));
                    } else {
                        close(at, connection);
                    }
                }
                case PROOF -> {
                    heard[at][connection] = true;
                    act(at, here.proven(connection, 0));
                    useIfThrough(at, connection);
                }
                case END -> {
                    close(at, connection);
                    if (Integer.valueOf(connection).equals(used[at])) {
                        used[at] = null;
                        act(at, here.linkLost(at == 0 ? "b" : "a", 0));
                    }
                }
            }
        }

        private void act(int at, List<Act<Integer>> acts) {
            for (Act<Integer> act : acts) {
                switch (act) {
                    case Act.Prove<Integer> prove -> {
                        sent[at][prove.connection()] = true;
                        say(at, prove.connection(), Said.PROOF);
                        useIfThrough(at, prove.connection());
                    }
                    case Act.Drop<Integer> drop -> close(at, drop.connection());
                }
            }
        }

        private void useIfThrough(int at, int connection) {
            boolean through = sent[at][connection] && heard[at][connection] && !closed[at][connection];
            if (through && !Integer.valueOf(connection).equals(used[at])) {
                assertThat(used[at]).isNull();
                used[at] = connection;
                act(at, rivals.get(at).linkUp(at == 0 ? "b" : "a"));
            }
        }

        private void close(int at, int connection) {
            if (!closed[at][connection]) {
                closed[at][connection] = true;
                say(at, connection, Said.END);
                act(at, rivals.get(at).gone(connection, 0));
            }
        }

        private void say(int at, int connection, Said said) {
            underWay.get(2 * connection + 1 - at).add(new News(1 - at, connection, said));
        }

        @Nullable
        Integer used(int at) {
            return used[at];
        }
    }
}
