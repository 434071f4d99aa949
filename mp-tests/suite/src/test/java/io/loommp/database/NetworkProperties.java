package io.loommp.database;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever nodes set and delete while connections break and nodes come and go: five seconds after that has stopped, all
 * nodes that live see the same, and that is what they have set (reliability G11).
 */
class NetworkProperties {
    private static final String[] FAMILIES = {"f", "g"};

    /** One thing that happens. */
    record Step(Kind kind, int one, int other, int key, int value) {
        enum Kind {
            SETS,
            DELETES,
            SUBSCRIBES,
            UNSUBSCRIBES,
            ARRIVES,
            ALL_ARRIVE,
            BREAKS,
            CUT,
            HEALED,
            STOPS,
            STARTS,
            TIME
        }

        void in(Scene scene) {
            MachineNetwork network = scene.network;
            List<String> alive = List.copyOf(network.alive());
            String node = alive.get(one % alive.size());
            String second = alive.get(other % alive.size());
            String family = FAMILIES[key % 2];
            switch (kind) {
                case SETS -> network.member(node).set(family, "k" + key, value);
                case DELETES -> network.member(node).delete(family, "k" + key);
                case SUBSCRIBES -> network.member(node).subscribe(family);
                case UNSUBSCRIBES -> network.member(node).unsubscribe(value);
                case ARRIVES -> network.deliverOne();
                case ALL_ARRIVE -> network.settle();
                case BREAKS -> network.reset(node, second);
                case CUT -> {
                    if (!node.equals(second)) {
                        network.cut(node, second);
                    }
                }
                case HEALED -> network.healAll();
                case STOPS -> {
                    if (alive.size() > 1) {
                        network.stop(node);
                    }
                }
                case STARTS -> scene.startOne(one);
                case TIME -> network.pass(value * 300_000_000L);
            }
        }
    }

    /** A network whose nodes have these seeds. */
    static final class Scene {
        final MachineNetwork network;
        private final List<List<String>> seeds;

        Scene(long seed, List<List<String>> seeds) {
            this.network = new MachineNetwork(seed);
            this.seeds = seeds;
            for (int i = 0; i < seeds.size(); i++) {
                startOne(i);
            }
        }

        void startOne(int number) {
            int index = number % seeds.size();
            String id = "n" + index;
            if (!network.alive().contains(id)) {
                network.start(id, seeds.get(index).toArray(new String[0]));
            }
        }

        /** All seeds live, and one node that knows of them: a seed that does not know it waits for such a one. */
        void startSeeds() {
            for (int i = 0; i < seeds.size(); i++) {
                String id = "n" + i;
                if (seeds.stream().anyMatch(list -> list.contains(id))) {
                    startOne(i);
                }
            }
            if (network.alive().stream().allMatch(id -> network.member(id).seeds.isEmpty())) {
                startOne(seeds.size() - 1);
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step.Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.just(Step.Kind.SETS)),
                Tuple.of(6, Arbitraries.just(Step.Kind.ARRIVES)),
                Tuple.of(12, Arbitraries.of(Step.Kind.class)));
        Arbitrary<Integer> small = Arbitraries.integers().between(0, 4);
        return Combinators.combine(kinds, small, small, small, small)
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<List<List<String>>> seeds() {
        Set<List<List<String>>> networks = Set.of(
                List.of(List.of(), List.of("n0"), List.of("n0"), List.of("n0")), // one seed that does not know it
                List.of(List.of("n0"), List.of("n0"), List.of("n0")), // one that does
                List.of(
                        List.of("n0", "n1"),
                        List.of("n0", "n1"),
                        List.of("n0", "n1"),
                        List.of("n1", "n0"),
                        List.of("n0")),
                List.of(
                        List.of("n0"),
                        List.of("n0", "n1"),
                        List.of("n1", "n2"),
                        List.of("n2"),
                        List.of("n0")), // a chain
                List.of(List.of("n1"), List.of("n0"), List.of("n0"), List.of("n1"))); // two, each a seed of the other
        return Arbitraries.of(networks);
    }

    @Property(tries = 2000)
    void fiveSecondsAfterTheLastFaultAllAgree(
            @ForAll long seed, @ForAll("seeds") List<List<String>> seeds, @ForAll("steps") List<Step> steps) {
        Scene scene = new Scene(seed, seeds);
        steps.forEach(step -> step.in(scene));

        scene.startSeeds();
        scene.network.healAll();
        scene.network.passSeconds(5);

        scene.network.assertAgreement(FAMILIES);
    }
}
