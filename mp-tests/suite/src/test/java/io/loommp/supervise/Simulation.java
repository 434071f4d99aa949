package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A world for a {@link Machine}, in which whatever can happen to children is said by a test, and a model beside it that
 * knows what must never be seen.
 */
final class Simulation {
    static final long GRACE = 1_000;
    private static final KillReason BOOM = KillReason.of("boom");

    /** What lives of a child. */
    private enum Life {
        FUNCTION,
        PORT,
        UNWINDING
    }

    private static final class Alive {
        final long number;
        Life life = Life.FUNCTION;
        boolean asked;
        boolean aborted;
        boolean stuck;

        Alive(long number) {
            this.number = number;
        }
    }

    private final Tree tree;
    private final Machine machine;
    private final boolean byHand;
    private final Map<String, Alive> alive = new HashMap<>();
    private final Map<String, Long> gone = new HashMap<>(); // the last of each child
    private final Set<String> begun = new HashSet<>();
    private final Set<String> branch = new HashSet<>(); // what has to end before all of them are started anew
    private final List<Long> counted = new ArrayList<>(); // when something was started anew
    final Map<Long, String> answers = new HashMap<>();

    private long now;
    private boolean tooMany;
    private boolean closing;
    boolean ready;

    @Nullable
    KillReason end;

    /** With {@code byHand}, requests may come, and order is not what the model can foresee. */
    Simulation(Tree tree, boolean byHand) {
        this.tree = tree;
        this.machine = new Machine(tree, GRACE);
        this.byHand = byHand;
        tell(new Input.Begin());
    }

    List<String> names() {
        return machine.members().stream().map(Member::name).toList();
    }

    Member member(String child) {
        return machine.members().stream()
                .filter(m -> m.name().equals(child))
                .findFirst()
                .orElseThrow();
    }

    boolean gaveUp() {
        return tooMany;
    }

    private @Nullable Alive inLife(String child, Life life) {
        Alive found = alive.get(child);
        return found != null && found.life == life ? found : null;
    }

    // ---- what may happen ----

    void functionReturns(String child) {
        Alive one = inLife(child, Life.FUNCTION);
        if (one != null) {
            one.life = Life.PORT;
            tell(new Input.Started(child, one.number));
        }
    }

    void functionThrows(String child) {
        Alive one = inLife(child, Life.FUNCTION);
        if (one != null) {
            alive.remove(child);
            if (!one.aborted) {
                endedByItself(child, BOOM);
            }
            branch.remove(child);
            tell(new Input.Gone(child, one.number, BOOM));
        }
    }

    void functionIgnores(String child) {
        Alive one = inLife(child, Life.FUNCTION);
        if (one != null) {
            alive.remove(child);
            branch.remove(child);
            tell(new Input.Ignored(child, one.number));
        }
    }

    void portEnds(String child, boolean normally) {
        Alive one = inLife(child, Life.PORT);
        if (one != null) {
            one.life = Life.UNWINDING;
            KillReason reason = normally ? KillReason.normal() : BOOM;
            if (!one.asked) {
                endedByItself(child, reason);
            }
            tell(new Input.Ending(child, one.number, reason));
        }
    }

    void codeReturns(String child) {
        Alive one = inLife(child, Life.UNWINDING);
        if (one != null) {
            gone(child, one, BOOM);
        }
    }

    /** The one thing that is heard of a port of another node. */
    void remotePortEnds(String child) {
        Alive one = inLife(child, Life.PORT);
        if (one != null) {
            if (!one.asked) {
                endedByItself(child, BOOM);
            }
            gone(child, one, BOOM);
        }
    }

    /** News of an incarnation that is gone, come late. */
    void lateNews(String child) {
        Long number = gone.get(child);
        if (number != null) {
            tell(new Input.Started(child, number));
            tell(new Input.Ending(child, number, BOOM));
            tell(new Input.Ignored(child, number));
            tell(new Input.Gone(child, number, BOOM));
        }
    }

    private void gone(String child, Alive one, KillReason reason) {
        gone.put(child, one.number);
        alive.remove(child);
        branch.remove(child);
        tell(new Input.Gone(child, one.number, reason));
    }

    void timePasses(long nanos) {
        long until = now + nanos;
        while (machine.nextTime() <= until) {
            now = machine.nextTime();
            tell(new Input.Time());
        }
        now = until;
    }

    void shutDown() {
        closing = true;
        tell(new Input.Shutdown(KillReason.normal()));
    }

    void request(Input.Request request) {
        tell(request);
    }

    /** Everybody does what is expected, until nothing is left to be done. */
    void settle() {
        for (int turn = 0; turn < 1_000; turn++) {
            if (!doWhatIsExpected()) {
                if (machine.nextTime() == Machine.NEVER) {
                    return;
                }
                timePasses(machine.nextTime() - now);
            }
        }
        throw new AssertionError("it never settles: " + alive.keySet());
    }

    private boolean doWhatIsExpected() {
        boolean any = false;
        for (String child : List.copyOf(alive.keySet())) {
            Alive one = living(child);
            any |= one.life != Life.PORT || one.asked;
            switch (one.life) {
                case FUNCTION -> functionReturns(child);
                case UNWINDING -> codeReturns(child);
                case PORT -> {
                    if (one.asked) {
                        portEnds(child, true);
                    }
                }
            }
        }
        return any;
    }

    // ---- the model ----

    private Lifetime lifetime(String child) {
        return member(child).spec.lifetime();
    }

    private void endedByItself(String child, KillReason reason) {
        boolean anew = switch (lifetime(child)) {
            case PERMANENT -> true;
            case TRANSIENT -> !reason.isNormal();
            case TEMPORARY -> false;
        };
        if (anew && !closing && !tooMany && !branch.contains(child) && !byHand) {
            counted.add(now);
            long recent = counted.stream()
                    .filter(time -> now - time < tree.period().toNanos())
                    .count();
            tooMany = recent > tree.max();
            closing |= tooMany;
            if (tree.strategy() != Strategy.ONE_FOR_ONE) {
                int first = tree.strategy() == Strategy.ONE_FOR_ALL ? 0 : names().indexOf(child);
                names().stream().skip(first).filter(alive::containsKey).forEach(branch::add);
                branch.add(child);
            }
        }
    }

    private void tell(Input input) {
        for (Act act : machine.on(input, now)) {
            switch (act) {
                case Act.Start start -> start(start.child().name(), start.incarnation());
                case Act.AbortStart abort -> {
                    Alive one = living(abort.child());
                    assertThat(one.life).isEqualTo(Life.FUNCTION);
                    if (!closing && !branch.contains(abort.child()) && !byHand) {
                        endedByItself(abort.child(), BOOM); // nobody but its limit ended it
                    }
                    one.aborted = true;
                    one.asked = true;
                }
                case Act.Stop stop -> asked(stop.child());
                case Act.Kill kill -> {
                    Alive one = asked(kill.child());
                    if (one.life == Life.PORT) {
                        one.life = Life.UNWINDING;
                    }
                }
                case Act.Ready ready -> {
                    assertThat(this.ready).isFalse();
                    this.ready = true;
                }
                case Act.End ended -> {
                    assertThat(alive.values()).allMatch(one -> one.stuck);
                    end = ended.reason();
                }
                case Act.Done done -> answer(done.request(), "done");
                case Act.Refuse refuse -> answer(refuse.request(), refuse.text());
                case Act.SayStuck stuck -> living(stuck.child()).stuck = true;
                case Act.SayGaveUp gaveUp -> assertThat(tooMany || byHand).isTrue();
                case Act.Forget forget -> assertThat(alive).doesNotContainKey(forget.child());
                case Act.SayStarted say -> {}
                case Act.SayNotStarted say -> {}
                case Act.SayEnded say -> {}
            }
        }
    }

    private Alive living(String child) {
        Alive one = alive.get(child);
        assertThat(one).as(child + " is alive").isNotNull();
        return Objects.requireNonNull(one);
    }

    private void answer(long request, String text) {
        assertThat(answers.put(request, text)).as("an answer before").isNull();
    }

    private void start(String child, long number) {
        assertThat(alive).as("nothing of " + child + " runs").doesNotContainKey(child);
        assertThat(closing && !byHand).as("nothing is started when all ends").isFalse();
        assertThat(branch).as("nothing is started before all have ended").isEmpty();
        if (!byHand) {
            List<String> names = names();
            List<String> later = names.subList(names.indexOf(child) + 1, names.size());
            if (tree.strategy() != Strategy.ONE_FOR_ONE) {
                assertThat(later).as("started after " + child).noneMatch(alive::containsKey);
            } else if (!begun.contains(child)) {
                assertThat(later).as("started before " + child).noneMatch(begun::contains);
            }
            if (tree.strategy() != Strategy.ONE_FOR_ONE || !begun.contains(child)) {
                assertThat(names.subList(0, names.indexOf(child)))
                        .as("before " + child)
                        .noneMatch(earlier -> inLife(earlier, Life.FUNCTION) != null && !begunAndReady(earlier));
            }
        }
        begun.add(child);
        alive.put(child, new Alive(number));
    }

    /** Whether an earlier child may be on its way for a reason of its own: one for one, when its turn is over. */
    private boolean begunAndReady(String child) {
        return tree.strategy() == Strategy.ONE_FOR_ONE && member(child).starts > 0;
    }

    private Alive asked(String child) {
        Alive one = living(child);
        if (!byHand && !one.asked) {
            List<String> names = names();
            assertThat(names.subList(names.indexOf(child) + 1, names.size()))
                    .as("to be stopped before " + child)
                    .noneMatch(later -> alive.containsKey(later) && !living(later).stuck);
        }
        one.asked = true;
        return one;
    }
}
