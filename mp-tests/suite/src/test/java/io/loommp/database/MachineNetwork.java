package io.loommp.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.DatabaseChange;
import io.loommp.Elements;
import io.loommp.Message;
import io.loommp.database.DatabaseMachine.Settings;
import io.loommp.kernel.Travelled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Databases of several nodes without the nodes: connections are queues that the test empties in any order, time is a number.
 * Whoever lists seeds dials them, again and again.
 */
final class MachineNetwork {
    static final Object NO_ANSWER = "no answer";
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    static final long RETRY_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

    private final Map<String, Member> members = new TreeMap<>();
    private final Map<Route, ArrayDeque<Message>> queues = new LinkedHashMap<>();
    private final Set<Route> ends = new LinkedHashSet<>(); // of connections, as far as that node knows
    private final Set<Route> cut = new HashSet<>();
    private final Set<Route> crowded = new LinkedHashSet<>(); // who waits for room there
    private final Random random;
    private int window = Integer.MAX_VALUE; // so many messages may be on their way
    private long now = 5;
    private int loops;

    /** What one end of a connection has sent to the other, and the other has not got. */
    record Route(String from, String to) {
        Route back() {
            return new Route(to, from);
        }
    }

    MachineNetwork(long seed) {
        this.random = new Random(seed);
    }

    /** A node and what it has been told. */
    final class Member {
        final String id;
        final DatabaseMachine machine;
        final List<String> seeds;
        final Map<String, Map<String, @Nullable Object>> own = new TreeMap<>();
        final Map<Long, Map<String, @Nullable Object>> views = new HashMap<>();
        final Map<Long, List<DatabaseChange<@Nullable Object>>> told = new HashMap<>();
        final Map<Long, Object> answers = new HashMap<>();
        final Map<String, List<String>> located = new HashMap<>();
        final List<String> refused = new ArrayList<>();
        final List<String> overloaded = new ArrayList<>();
        final List<Output> outputs = new ArrayList<>();

        Member(String id, List<String> seeds, int keysMax, long toldOctetsMax) {
            this.id = id;
            this.seeds = seeds;
            Settings settings = new Settings(id, RETRY_NANOS_MAX, keysMax, toldOctetsMax);
            this.machine =
                    new DatabaseMachine(settings, new SplittableRandom(id.hashCode()), this::output, this::hasRoom);
        }

        private void output(Output output) {
            if (output instanceof Output.Send) {
                perform(this, output);
            } else {
                outputs.add(output);
            }
        }

        private boolean hasRoom(String node) {
            boolean hasRoom = queue(id, node).size() < window;
            if (!hasRoom) {
                crowded.add(new Route(id, node));
            }
            return hasRoom;
        }

        void act(Runnable input) {
            machine.advance(now);
            input.run();
            List<Output> all = List.copyOf(outputs);
            outputs.clear();
            all.forEach(output -> perform(this, output));
        }

        void set(String family, String key, @Nullable Object value) {
            own.computeIfAbsent(family, f -> new TreeMap<>()).put(key, value);
            act(() -> machine.set(family, key, value));
        }

        void delete(String family, String... keys) {
            own.computeIfAbsent(family, f -> new TreeMap<>()).keySet().removeAll(Arrays.asList(keys));
            act(() -> machine.delete(family, List.of(keys)));
        }

        long subscribe(String family) {
            long[] id = {0};
            act(() -> id[0] = machine.subscribe(family));
            return id[0];
        }

        void unsubscribe(long subscription) {
            act(() -> machine.unsubscribe(subscription));
        }

        long query(Request.Question question, String family) {
            long[] id = {0};
            act(() -> id[0] = machine.query(question, family));
            return id[0];
        }

        void lookUp(String node) {
            located.remove(node);
            act(() -> machine.lookUp(node));
        }

        boolean request(String from, Message request) {
            boolean[] taken = {false};
            act(() -> taken[0] = machine.request(from, request));
            return taken[0];
        }

        Map<String, @Nullable Object> view(long subscription) {
            return Objects.requireNonNull(views.get(subscription), "nothing was told yet");
        }

        DatabaseChange<@Nullable Object> last(long subscription) {
            return Objects.requireNonNull(told.get(subscription)).getLast();
        }
    }

    /** From now on only so many messages may be on their way from one node to another. */
    void window(int messages) {
        window = messages;
    }

    /** How many messages are on their way there. */
    int underWay(String from, String to) {
        return queue(from, to).size();
    }

    Member start(String id, String... seeds) {
        return start(id, Bounds.KEYS_MAX, seeds);
    }

    Member start(String id, int keysMax, String... seeds) {
        return start(id, keysMax, Bounds.TOLD_OCTETS_MAX, seeds);
    }

    Member start(String id, int keysMax, long toldOctetsMax, String... seeds) {
        Member member = new Member(id, List.of(seeds), keysMax, toldOctetsMax);
        assertThat(members.put(id, member)).isNull();
        member.act(() -> member.machine.listensOn(List.of(id + ":1")));
        dialSeeds(member);
        return member;
    }

    Member member(String id) {
        return Objects.requireNonNull(members.get(id), id);
    }

    Set<String> alive() {
        return new TreeSet<>(members.keySet());
    }

    /** A process that ends: all others lose it. */
    void stop(String id) {
        members.remove(id);
        ends.removeIf(route -> route.from().equals(id));
        List.copyOf(ends).stream().filter(route -> route.to().equals(id)).forEach(route -> lose(route.from(), id));
    }

    // ---- connections ----

    boolean isLinked(String one, String other) {
        return ends.contains(new Route(one, other));
    }

    /** Connects two nodes, unless they are, or cannot be. */
    void connect(String one, String other) {
        Route route = new Route(one, other);
        Member here = members.get(one);
        Member there = members.get(other);
        if (here != null
                && there != null
                && !one.equals(other)
                && !ends.contains(route)
                && !ends.contains(route.back())
                && !cut.contains(route)) {
            ends.addAll(List.of(route, route.back()));
            queues.put(route, new ArrayDeque<>());
            queues.put(route.back(), new ArrayDeque<>());
            here.act(() -> here.machine.linkUp(other));
            there.act(() -> there.machine.linkUp(one));
        }
    }

    /** Both ends lose the connection; the second one when it has got some of what was under way. */
    void reset(String one, String other) {
        if (isLinked(one, other)) {
            int arriving = random.nextInt(1 + queue(one, other).size());
            lose(one, other);
            for (int i = 0; i < arriving; i++) {
                deliver(new Route(one, other));
            }
            lose(other, one);
        }
    }

    private void lose(String here, String there) {
        Member member = members.get(here);
        ends.remove(new Route(here, there));
        queues.remove(new Route(there, here)); // what comes to it later comes to nobody
        if (member != null) {
            member.act(() -> member.machine.linkDown(there));
        }
        if (!ends.contains(new Route(there, here))) {
            queues.remove(new Route(here, there));
        }
    }

    void cut(String one, String other) {
        reset(one, other);
        cut.add(new Route(one, other));
        cut.add(new Route(other, one));
    }

    void healAll() {
        cut.clear();
    }

    /** Connects a node to something that is none: what is said to it nobody hears, what it says the test says. */
    void connectPuppet(String puppet, String node) {
        Member member = member(node);
        ends.addAll(List.of(new Route(node, puppet), new Route(puppet, node)));
        queues.put(new Route(node, puppet), new ArrayDeque<>());
        member.act(() -> member.machine.linkUp(puppet));
        settle();
    }

    /** All that a node says to one that is none, up to the end. */
    List<Message> drain(String node, String puppet) {
        List<Message> said = new ArrayList<>();
        Route route = new Route(node, puppet);
        while (!queue(node, puppet).isEmpty()) {
            said.add(queue(node, puppet).element());
            deliver(route);
        }
        return said;
    }

    private ArrayDeque<Message> queue(String from, String to) {
        return queues.getOrDefault(new Route(from, to), new ArrayDeque<>());
    }

    private void dialSeeds(Member member) {
        for (String seed : member.seeds) {
            if (seed.equals(member.id)) {
                member.act(member.machine::metItself);
            } else if (members.containsKey(seed) && !cut.contains(new Route(member.id, seed))) {
                member.act(() -> member.machine.metSeed(seed));
                connect(member.id, seed);
            }
        }
    }

    // ---- what happens ----

    private void perform(Member member, Output output) {
        switch (output) {
            case Output.Send send -> {
                Route route = new Route(member.id, send.node());
                assertThat(ends)
                        .as("%s sends to %s, which has left: %s", member.id, send.node(), send.request())
                        .contains(route);
                ArrayDeque<Message> queue = queues.get(route);
                if (queue != null) { // or else the other end has lost the connection already
                    queue.add(read(send.request()));
                }
            }
            case Output.Connect connect -> connect(member.id, connect.node());
            case Output.Changed changed -> changed(member, changed.subscription(), changed.change());
            case Output.Answered answered ->
                assertThat(member.answers.put(answered.query(), answered.result()))
                        .isNull();
            case Output.Failed failed ->
                assertThat(member.answers.put(failed.query(), NO_ANSWER))
                        .as("%s: %s", failed.query(), failed.why())
                        .isNull();
            case Output.Overloaded overloaded -> member.overloaded.add(overloaded.node());
            case Output.Located located -> member.located.put(located.node(), located.addresses());
            case Output.Refused refused -> member.refused.add(refused.node() + ": " + refused.what());
        }
    }

    /** The request as it arrives, which whoever gets it can read. */
    private static Message read(Message request) {
        Message arrived = Travelled.of(request);
        RequestReader reader = new RequestReader();
        assertThat(reader.read(arrived)).as("%s is no request", arrived).isNotNull();
        assertThat(reader.isComplete()).as("not all of %s can be read", arrived).isTrue();
        return arrived;
    }

    /** Each change is a difference of states, and what it says all of it is follows from those before. */
    private static void changed(Member member, long subscription, DatabaseChange<@Nullable Object> change) {
        boolean first = !member.views.containsKey(subscription);
        Map<String, @Nullable Object> view = member.views.computeIfAbsent(subscription, s -> new TreeMap<>());
        assertThat(first || !change.isEmpty()).as("tells nothing: %s", change).isTrue();
        change.added().forEach(key -> assertThat(view).doesNotContainKey(key));
        change.changed().forEach(key -> {
            assertThat(view).containsKey(key);
            assertThat(Elements.equal(view.get(key), change.all().get(key)))
                    .as(key)
                    .isFalse();
        });
        change.deleted().forEach(key -> assertThat(view).containsKey(key));
        change.added().forEach(key -> view.put(key, change.all().get(key)));
        change.changed().forEach(key -> view.put(key, change.all().get(key)));
        change.deleted().forEach(view::remove);
        assertThat(Elements.equal(view, change.all()))
                .as("%s is not %s", view, change.all())
                .isTrue();
        member.told.computeIfAbsent(subscription, s -> new ArrayList<>()).add(change);
    }

    /** Lets something arrive somewhere; false if nothing is under way. */
    boolean deliverOne() {
        List<Route> waiting = queues.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (waiting.isEmpty()) {
            return false;
        }
        deliver(waiting.get(random.nextInt(waiting.size())));
        return true;
    }

    private void deliver(Route route) {
        ArrayDeque<Message> queue = queues.get(route);
        Message next = queue == null ? null : queue.poll();
        Member sender = members.get(route.from());
        if (queue != null && sender != null && queue.size() <= window / 2 && crowded.remove(route)) {
            sender.act(() -> sender.machine.roomFor(route.to()));
        }
        Member member = members.get(route.to());
        if (next != null && member != null) {
            assertThat(member.request(route.from(), next))
                    .as("%s of %s is ignored by %s", next, route.from(), route.to())
                    .isTrue();
        }
    }

    void settle() {
        loops = 0;
        while (deliverOne()) {
            assertThat(++loops).as("messages without an end").isLessThan(200_000);
        }
    }

    /** Time passes, everything arrives, seeds are dialled. */
    void pass(long nanos) {
        settle();
        for (long end = now + nanos; now < end; ) {
            now += STEP_NANOS;
            for (Member member : List.copyOf(members.values())) {
                member.act(() -> {});
                dialSeeds(member);
            }
            settle();
        }
    }

    void passSeconds(int seconds) {
        pass(TimeUnit.SECONDS.toNanos(seconds));
    }

    long now() {
        return now;
    }

    // ---- what must be ----

    /** All nodes see the same, and that is what the nodes have set that live. */
    void assertAgreement(String... families) {
        Map<String, Map<String, Long>> queries = new HashMap<>();
        for (Member member : members.values()) {
            Map<String, Long> asked = new HashMap<>();
            for (String family : families) {
                asked.put(family, member.query(Request.Question.FAMILY, family));
            }
            asked.put("'l", member.query(Request.Question.FAMILY, "'l"));
            queries.put(member.id, asked);
        }
        settle();
        for (String family : families) {
            Map<?, ?> first = null;
            for (Member member : members.values()) {
                Map<?, ?> seen = answer(member, queries, family);
                assertThat(seen.keySet())
                        .as("keys of %s at %s", family, member.id)
                        .isEqualTo(owners(family).keySet());
                seen.forEach((key, value) -> assertThat(
                                Objects.requireNonNull(owners(family).get((String) key)))
                        .as("value of %s at %s", key, member.id)
                        .anyMatch(one -> Elements.equal(one, value)));
                first = first == null ? seen : first;
                assertThat(Elements.equal(seen, first))
                        .as("%s at %s: %s, elsewhere %s", family, member.id, seen, first)
                        .isTrue();
            }
        }
        for (Member member : members.values()) {
            assertThat(answer(member, queries, "'l").keySet())
                    .as("listeners at %s", member.id)
                    .isEqualTo(alive());
        }
    }

    private static Map<?, ?> answer(Member member, Map<String, Map<String, Long>> queries, String family) {
        Long query = Objects.requireNonNull(
                Objects.requireNonNull(queries.get(member.id)).get(family));
        Object answer = member.answers.get(query);
        assertThat(answer)
                .as("%s asked its master %s", member.id, member.machine.master())
                .isNotNull();
        return (Map<?, ?>) Objects.requireNonNull(answer);
    }

    private Map<String, List<@Nullable Object>> owners(String family) {
        Map<String, List<@Nullable Object>> owners = new TreeMap<>();
        members.values()
                .forEach(member -> member.own
                        .getOrDefault(family, Map.of())
                        .forEach((key, value) -> owners.computeIfAbsent(key, k -> new ArrayList<>())
                                .add(value)));
        return owners;
    }
}
