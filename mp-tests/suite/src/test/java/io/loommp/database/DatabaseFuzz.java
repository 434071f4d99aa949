package io.loommp.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.loommp.Elements;
import io.loommp.Message;
import io.loommp.database.MachineNetwork.Member;
import io.loommp.database.Request.Question;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node among three that say whatever the octets say, come and go, while its own users set, ask and subscribe: what it holds
 * is its own or was said by a node that is connected, and at the end, alone, it knows what its users have set, and they do.
 */
public class DatabaseFuzz {
    private static final String SELF = "m";
    private static final List<String> OTHERS =
            List.of("a", "g", "z"); // before it and behind it, and one named like a family
    private static final int KEYS_MAX = 24;
    private static final long STEP_NANOS = 100_000_000;
    private static final int STEPS_BETWEEN_CHECKS = 8;
    private static final List<String> FAMILIES = List.of("f", "g", Shards.LISTENERS, Shards.GLOBALS);
    private static final List<String> NAMES = List.of(
            "f",
            "g",
            Shards.LISTENERS,
            Shards.GLOBALS,
            SELF,
            "a",
            "z",
            "k",
            "q1",
            "q2",
            "q3",
            "7",
            "",
            "m:1",
            "ä".repeat(Bounds.NAME_OCTETS_MAX / 2),
            "ä".repeat(Bounds.NAME_OCTETS_MAX / 2 + 1));

    /** Inputs of a machine, one after the other. */
    @FuzzTest(maxDuration = "10m")
    public void requests(byte[] octets) {
        new Run(octets).all();
    }

    private static final class Run {
        private final byte[] octets;
        private int at;

        private final MachineNetwork network = new MachineNetwork(1);
        private final Member node = network.start(SELF, KEYS_MAX);
        private final Set<String> linked = new TreeSet<>();
        private final Set<String> globals = new HashSet<>();
        private final Map<String, Set<List<String>>> said = new HashMap<>(); // by whom: families with keys
        private final List<Long> subscriptions = new ArrayList<>();
        private final Map<Long, String> subscribed = new LinkedHashMap<>();
        private final List<Long> queries = new ArrayList<>();
        private final Set<String> lookUps = new TreeSet<>();
        private List<String> listening = List.of(SELF + ":1");

        Run(byte[] octets) {
            this.octets = octets;
        }

        void all() {
            for (int steps = 1; at < octets.length; steps++) {
                step();
                if (steps % STEPS_BETWEEN_CHECKS == 0) {
                    check(); // that takes most of the time
                }
            }
            check();
            List.copyOf(linked).forEach(this::down);
            node.act(node.machine::metItself);
            checkAlone();
        }

        // ---- what the octets say ----

        private int next() {
            return at < octets.length ? octets[at++] & 0xff : 0;
        }

        private <T extends @Nullable Object> T oneOf(List<T> all) {
            return all.get(next() % all.size());
        }

        /** Of some names that mean something, or one of some keys. */
        private String name() {
            int number = next() % (2 * NAMES.size());
            return number < NAMES.size() ? NAMES.get(number) : "k" + number;
        }

        private @Nullable Object element(int depth) {
            return switch (next() % (depth == 0 ? 5 : 8)) {
                case 0 -> null;
                case 1 -> next() - 100;
                case 2, 3 -> name();
                case 4 -> List.of(1.5, true, "1e2", 1L << 60).get(next() % 4);
                case 5 -> list(depth);
                default -> map(depth);
            };
        }

        private List<@Nullable Object> list(int depth) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int more = next() % 4; more > 0; more--) {
                list.add(element(depth - 1));
            }
            return list;
        }

        private Map<String, @Nullable Object> map(int depth) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            for (int more = next() % 6; more > 0; more--) {
                map.put(name(), element(depth - 1));
            }
            return map;
        }

        private void step() {
            switch (next() % 20) {
                case 0, 1 -> up(oneOf(OTHERS));
                case 2 -> down(oneOf(OTHERS));
                case 3, 4 -> node.set(FAMILIES.get(next() % 2), "k" + next() % 4, element(2));
                case 5 -> node.delete(FAMILIES.get(next() % 2), "k" + next() % 4, "k" + next() % 4);
                case 6 -> subscribe(oneOf(FAMILIES));
                case 7 -> unsubscribe();
                case 8 -> queries.add(node.query(oneOf(List.of(Question.values())), oneOf(FAMILIES)));
                case 9 -> lookUp(oneOf(List.of(SELF, "a", "g", "z", "nobody")));
                case 10 -> network.pass(next() % 8 * STEP_NANOS);
                case 11 -> settings();
                default -> request(oneOf(OTHERS));
            }
        }

        private void up(String other) {
            if (linked.add(other)) {
                network.connectPuppet(other, SELF);
            }
        }

        private void down(String other) {
            if (linked.remove(other)) {
                globals.remove(other);
                said.remove(other);
                network.stop(other);
            }
        }

        private void subscribe(String family) {
            long subscription = node.subscribe(family);
            subscriptions.add(subscription);
            subscribed.put(subscription, family);
        }

        private void unsubscribe() {
            if (!subscriptions.isEmpty()) {
                long subscription = oneOf(subscriptions);
                subscribed.remove(subscription);
                node.unsubscribe(subscription);
            }
        }

        private void lookUp(String wanted) {
            lookUps.add(wanted);
            node.lookUp(wanted);
        }

        private void settings() {
            DatabaseMachine machine = node.machine;
            switch (next() % 8) {
                case 0 -> node.act(machine::metItself);
                case 1 -> {
                    String seed = oneOf(OTHERS);
                    node.act(() -> machine.metSeedOnDemand(seed));
                }
                case 2 -> {
                    boolean may = next() % 2 == 0;
                    node.act(() -> machine.globalOnRequest(may));
                }
                case 3 -> {
                    listening = List.of(SELF + ':' + next());
                    node.act(() -> machine.listensOn(listening));
                }
                default -> {
                    String seed = oneOf(OTHERS);
                    node.act(() -> machine.metSeed(seed));
                }
            }
        }

        private void request(String from) {
            List<@Nullable Object> elements = new ArrayList<>();
            int tag = next() % (HostileRequestsTest.TAGS.size() + 1);
            elements.add(tag < HostileRequestsTest.TAGS.size() ? HostileRequestsTest.TAGS.get(tag) : null);
            for (int more = next() % 5; more > 0; more--) {
                elements.add(element(4));
            }
            Message message = Message.fromList(elements);
            if (linked.contains(from)) {
                note(from, message);
            }
            node.request(from, message);
        }

        /** What a node may have set from now on. */
        private void note(String from, Message message) {
            Request request = new RequestReader().read(message);
            if (request instanceof Request.Global) {
                globals.add(from);
            }
            Stream<Request.Update> updates = switch (request) {
                case Request.Slave slave -> slave.updates().stream();
                case Request.Whole whole -> whole.updates().stream();
                case Request.Update update -> Stream.of(update);
                case null, default -> Stream.of();
            };
            Set<List<String>> all = said.computeIfAbsent(from, f -> new HashSet<>());
            updates.forEach(update -> update.set().keySet().forEach(key -> {
                assertThat(Bounds.isName(update.family()) && Bounds.isName(key)).isTrue();
                if (globals.contains(from)
                        || !Bounds.isInternal(update.family())
                        || (update.family().equals(Shards.LISTENERS) && key.equals(from))) {
                    all.add(List.of(update.family(), key));
                }
            }));
        }

        // ---- what must be ----

        private Map<String, @Nullable Object> view(String family) {
            Object answer = node.answers.remove(node.query(Question.FAMILY, family));
            Map<String, @Nullable Object> view = new LinkedHashMap<>();
            ((Map<?, ?>) Objects.requireNonNull(answer, "a global node answers itself at once"))
                    .forEach((key, value) -> view.put((String) key, value));
            return view;
        }

        private Map<String, @Nullable Object> own(String family) {
            return switch (family) {
                case Shards.LISTENERS -> Map.of(SELF, listening);
                case Shards.GLOBALS -> Collections.singletonMap(SELF, null);
                default -> node.own.getOrDefault(family, Map.of());
            };
        }

        private void check() {
            if (!node.machine.isGlobal()) {
                return;
            }
            assertThat(node.machine.master()).isEqualTo(SELF);
            int ofOthers = 0;
            for (String family : FAMILIES) {
                Map<String, @Nullable Object> view = view(family);
                ofOthers += (int) view.keySet().stream()
                        .filter(key -> !own(family).containsKey(key))
                        .count();
                assertThat(view.keySet().containsAll(own(family).keySet())).isTrue();
                view.keySet().forEach(key -> {
                    if (!isExplained(family, key)) {
                        throw new AssertionError(key + " of " + family + ", which nobody has set");
                    }
                });
            }
            assertThat(view(Shards.LISTENERS).get(SELF)).isEqualTo(listening);
            if (globals.isEmpty()) {
                assertThat(ofOthers).isLessThanOrEqualTo(KEYS_MAX * linked.size());
            }
            if (linked.isEmpty()) {
                checkAlone();
            }
        }

        private boolean isExplained(String family, String key) {
            return own(family).containsKey(key)
                    || (family.equals(Shards.GLOBALS) && globals.contains(key))
                    || said.values().stream().anyMatch(all -> all.contains(List.of(family, key)));
        }

        private void checkAlone() {
            for (String family : NAMES) {
                assertThat(Elements.equal(view(family), own(family)))
                        .as("%s is %s, not %s", family, view(family), own(family))
                        .isTrue();
            }
            subscribed.forEach(
                    (subscription, family) -> assertThat(Elements.equal(node.view(subscription), own(family)))
                            .as("whoever subscribed to %s knows %s", family, node.view(subscription))
                            .isTrue());
            assertThat(node.answers.keySet()).containsAll(queries);
            assertThat(node.located.keySet()).containsAll(lookUps);
        }
    }
}
