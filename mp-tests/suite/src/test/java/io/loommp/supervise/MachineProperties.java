package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever happens to children, in whatever order: a supervisor never lets two incarnations of one run side by side, starts
 * and stops in order, and counts right.
 */
class MachineProperties {

    /** One thing that happens. */
    record Step(Kind kind, int child, int nanos) {
        enum Kind {
            FUNCTION_RETURNS,
            FUNCTION_THROWS,
            FUNCTION_IGNORES,
            ENDS_NORMALLY,
            ENDS_ABNORMALLY,
            CODE_RETURNS,
            REMOTE_ENDS,
            LATE_NEWS,
            TIME
        }

        void in(Simulation world) {
            List<String> names = world.names();
            if (kind == Kind.TIME) {
                world.timePasses(nanos);
            } else if (!names.isEmpty()) {
                String name = names.get(child % names.size());
                switch (kind) {
                    case FUNCTION_RETURNS -> world.functionReturns(name);
                    case FUNCTION_THROWS -> world.functionThrows(name);
                    case FUNCTION_IGNORES -> world.functionIgnores(name);
                    case ENDS_NORMALLY -> world.portEnds(name, true);
                    case ENDS_ABNORMALLY -> world.portEnds(name, false);
                    case CODE_RETURNS -> world.codeReturns(name);
                    case REMOTE_ENDS -> world.remotePortEnds(name);
                    case LATE_NEWS -> world.lateNews(name);
                    case TIME -> throw new IllegalStateException("no matter of a child");
                }
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step.Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(Step.Kind.FUNCTION_RETURNS)),
                Tuple.of(4, Arbitraries.just(Step.Kind.CODE_RETURNS)),
                Tuple.of(8, Arbitraries.of(Step.Kind.class)));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(0, 3_000))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    @Provide
    Arbitrary<List<Child>> kept() {
        Arbitrary<Child> lifetimes =
                Arbitraries.of(Child.permanent(), Child.permanent(), Child.transientChild(), Child.temporary());
        Arbitrary<Backoff> backoffs =
                Arbitraries.of(Backoff.none(), Backoff.between(Duration.ofNanos(200), Duration.ofNanos(1_000)));
        Arbitrary<Duration> limits = Arbitraries.of(Duration.ZERO, Duration.ofNanos(500), Duration.ofDays(1));
        return Combinators.combine(lifetimes, backoffs, limits)
                .as((child, backoff, limit) ->
                        child.backoff(backoff).stopWithin(limit).startWithin(Duration.ofNanos(2_000)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    private static Tree tree(Strategy strategy, int max, List<Child> kept) {
        Tree tree = switch (strategy) {
            case ONE_FOR_ONE -> Tree.oneForOne("tree");
            case ONE_FOR_ALL -> Tree.oneForAll("tree");
            case REST_FOR_ONE -> Tree.restForOne("tree");
        };
        tree = tree.intensity(max, Duration.ofNanos(2_500));
        for (int i = 0; i < kept.size(); i++) {
            tree = tree.child("c" + i, s -> s.ignore(), kept.get(i));
        }
        return tree;
    }

    @Property(tries = 3_000)
    void neverTwo_alwaysInOrder_andGivesUpExactlyWhenItShould(
            @ForAll Strategy strategy,
            @ForAll @IntRange(max = 6) int max,
            @ForAll("kept") List<Child> kept,
            @ForAll("steps") List<Step> steps) {
        Simulation world = new Simulation(tree(strategy, max, kept), false);
        for (Step step : steps) {
            step.in(world);
        }
        boolean gaveUp = world.gaveUp();
        if (!gaveUp) {
            Set<String> ignored = new HashSet<>();
            world.names().stream()
                    .filter(name -> world.member(name).shown() == ChildState.IGNORED)
                    .forEach(ignored::add);
            world.settle();
            if (!world.gaveUp()) {
                assertThat(world.ready).isTrue();
                assertThat(world.names())
                        .filteredOn(name -> world.member(name).spec.lifetime() == Lifetime.PERMANENT)
                        .allMatch(name ->
                                ignored.contains(name) || world.member(name).shown() == ChildState.RUNNING);
                world.shutDown();
            }
        }
        world.settle();
        assertThat(world.end).isNotNull();
        assertThat(world.end instanceof KillReason.GaveUp).isEqualTo(world.gaveUp());
    }

    @Property(tries = 3_000)
    void neverTwo_alsoWhenItIsToldWhatToDo_andEachRequestIsAnsweredOnce(
            @ForAll Strategy strategy,
            @ForAll("kept") List<Child> kept,
            @ForAll("steps") List<Step> steps,
            @ForAll("steps") List<Step> requests) {
        Simulation world = new Simulation(tree(strategy, 1_000, kept), true);
        for (int i = 0; i < Math.max(steps.size(), requests.size()); i++) {
            if (i < steps.size()) {
                steps.get(i).in(world);
            }
            if (i < requests.size()) {
                world.request(request(requests.get(i), i));
            }
        }
        world.settle();
        assertThat(world.answers.keySet())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, requests.size())
                        .mapToObj(Long::valueOf)
                        .toList());
        world.shutDown();
        world.settle();
        assertThat(world.end).isEqualTo(KillReason.normal());
    }

    private static Input.Request request(Step step, long number) {
        String child = "c" + step.child();
        return switch (step.nanos() % 4) {
            case 0 -> new Input.Add(number, ChildSpec.leaf(child, s -> s.ignore(), Child.permanent()));
            case 1 -> new Input.Stop(number, child);
            case 2 -> new Input.StartAnew(number, child);
            default -> new Input.Remove(number, child);
        };
    }
}
