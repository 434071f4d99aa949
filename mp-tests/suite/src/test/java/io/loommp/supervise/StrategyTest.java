package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.local.LocalNodes;
import io.loommp.manage.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each strategy with each lifetime and each kind of child: who is started anew after which end. */
@Timeout(30)
class StrategyTest {
    private static final KillReason SHUTDOWN = KillReason.exit("shutdown");
    private static final KillReason BOOM = KillReason.of("boom");

    @AutoClose
    private final Nursery nursery = new Nursery(LocalNodes.start("nursery"));

    static Stream<Arguments> all() {
        List<Arguments> all = new ArrayList<>();
        for (Nursery.Kind kind : Nursery.Kind.values()) {
            for (Strategy strategy : Strategy.values()) {
                for (Lifetime lifetime : Lifetime.values()) {
                    for (KillReason reason : List.of(KillReason.normal(), SHUTDOWN, BOOM)) {
                        all.add(Arguments.of(kind, strategy, lifetime, reason));
                    }
                }
            }
        }
        return all.stream();
    }

    static Tree tree(Strategy strategy) {
        return switch (strategy) {
            case ONE_FOR_ONE -> Tree.oneForOne("tree");
            case ONE_FOR_ALL -> Tree.oneForAll("tree");
            case REST_FOR_ONE -> Tree.restForOne("tree");
        };
    }

    private static Child kept(Lifetime lifetime) {
        return switch (lifetime) {
            case PERMANENT -> Child.permanent();
            case TRANSIENT -> Child.transientChild();
            case TEMPORARY -> Child.temporary();
        };
    }

    @ParameterizedTest
    @MethodSource("all")
    void whoIsStartedAnew(Nursery.Kind kind, Strategy strategy, Lifetime lifetime, KillReason reason) {
        ChildStart start = nursery.child(kind);
        Supervisor supervisor = nursery.start(tree(strategy)
                .child("a", start)
                .child("b", start, kept(lifetime))
                .child("c", start));

        nursery.end(supervisor, "b", reason);

        boolean anew = lifetime == Lifetime.PERMANENT || (lifetime == Lifetime.TRANSIENT && reason.equals(BOOM));
        Event.ChildEnded ended = nursery.awaitEnd("tree/b");
        assertThat(ended.reason()).isEqualTo(reason);
        assertThat(ended.asked()).isFalse();
        assertThat(ended.anewAfter() != null).isEqualTo(anew);
        Map<String, Integer> expected = new TreeMap<>(Map.of("a", 1, "b", 1, "c", 1));
        if (anew) {
            expected.put("b", 2);
            if (strategy != Strategy.ONE_FOR_ONE) {
                expected.put("c", 2);
            }
            if (strategy == Strategy.ONE_FOR_ALL) {
                expected.put("a", 2);
            }
        }
        expected.forEach((name, starts) -> nursery.awaitStart("tree/" + name, starts));
        await().until(() -> supervisor.children().stream().noneMatch(child -> child.state() == ChildState.ENDING));
        Nursery.await(supervisor.add("mark", start)); // what was decided with the end has been done before this

        Map<String, Integer> starts = new TreeMap<>();
        supervisor.children().forEach(child -> starts.put(child.name(), child.starts()));
        starts.remove("mark");
        if (lifetime == Lifetime.TEMPORARY) {
            expected.remove("b"); // it is forgotten
        }
        assertThat(starts).isEqualTo(expected);
        assertThat(supervisor.statistics().startsAnew()).isEqualTo(anew ? 1 : 0);
        if (lifetime == Lifetime.TRANSIENT && !anew) {
            assertThat(supervisor.child("b").orElseThrow().state()).isEqualTo(ChildState.STOPPED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void thoseThatStandStillStayThatWay_whenOthersAreStartedAnew(Strategy strategy) {
        ChildStart start = nursery.callbacks();
        Supervisor supervisor = nursery.start(tree(strategy)
                .child("a", start)
                .child("short", start, Child.temporary())
                .child("none", s -> s.ignore())
                .child("done", start)
                .child("last", start));
        Nursery.await(supervisor.stop("done"));

        nursery.fail(supervisor, "a");

        nursery.awaitStart("tree/a", 2);
        boolean together = strategy != Strategy.ONE_FOR_ONE;
        nursery.awaitStart("tree/last", together ? 2 : 1);
        assertThat(supervisor.child("short").isPresent()).isEqualTo(!together);
        assertThat(supervisor.child("none").orElseThrow().state()).isEqualTo(ChildState.IGNORED);
        assertThat(supervisor.child("done").orElseThrow().state()).isEqualTo(ChildState.STOPPED);
        assertThat(supervisor.child("done").orElseThrow().starts()).isEqualTo(1);
    }
}
