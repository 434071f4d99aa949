package io.loommp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Planted races are found, and both ends of fair races are seen. */
@Timeout(60)
class WorldRaceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Pattern SEED = Pattern.compile("seed (\\d+): ");

    private static AssertionError failureOf(int seeds, World.Scene scene) {
        AssertionError failure = catchThrowableOfType(AssertionError.class, () -> World.explore(seeds, scene));
        assertThat(failure).as("a failure within %d seeds", seeds).isNotNull();
        return failure;
    }

    private static long seedOf(AssertionError failure) {
        Matcher seed = SEED.matcher(String.valueOf(failure.getMessage()));
        assertThat(seed.lookingAt()).isTrue();
        return Long.parseLong(seed.group(1));
    }

    /** A failure can be had again from its seed alone, with the same trace. */
    private static void assertReplays(AssertionError failure, World.Scene scene) {
        AssertionError again = catchThrowableOfType(AssertionError.class, () -> World.replay(seedOf(failure), scene));
        assertThat(again).hasMessage(failure.getMessage());
    }

    @Test
    void aLostUpdateIsFoundAndReplays() {
        World.Scene scene =
                world -> assertThat(WorldScenes.twoIncrements(world)).isEqualTo(2);
        AssertionError failure = failureOf(100, scene);
        assertThat(failure).hasMessageContaining("was: 1");
        assertThat(failure)
                .hasMessageContaining(
                        "mvn test -Dtest=WorldRaceTest#aLostUpdateIsFoundAndReplays -Dloommp.seed=" + seedOf(failure));
        assertReplays(failure, scene);
    }

    @Test
    void theSeedOfAPropertyIsTheOnlyOne() {
        List<Long> played = new ArrayList<>();
        System.setProperty("loommp.seed", "4711");
        try {
            World.explore(100, world -> played.add(world.seed()));
        } finally {
            System.clearProperty("loommp.seed");
        }
        assertThat(played).containsExactly(4711L);
    }

    /** Who asks by hand and gives up may take the late answer for that to the next question. */
    @Test
    void aLateAnswerIsTakenForTheNext() {
        World.Scene scene = world -> {
            Node node = world.node("here");
            Port doubler = node.port(p -> p.on(
                    "double",
                    message -> p.after(
                            SECOND.multipliedBy(message.integer(1)),
                            () -> p.send(message.port(2), "is", message.integer(1) * 2))));
            ThreadPorts.spawn(node, self -> {
                for (int question : new int[] {2, 1}) {
                    self.send(doubler, "double", question, self);
                    Optional<Message> answer = self.get("is", Duration.ofSeconds(2));
                    answer.ifPresent(is -> assertThat(is.integer(1)).isEqualTo(question * 2));
                }
            });
            world.run();
        };
        AssertionError failure = failureOf(100, scene);
        assertThat(failure).hasMessageContaining("failed inside a port");
        assertReplays(failure, scene);
    }

    /** A lease that runs out while its holder is slow: found only where time passes while code runs. */
    @Test
    void aLeaseThatRunsOutUnnoticedIsFoundWhenTimePasses() {
        Set<PortId> writing = new HashSet<>();
        World.Scene quick = world -> {
            writing.clear();
            Node node = world.node("here");
            Port leases = ThreadPorts.spawn(node, self -> {
                while (true) {
                    PortId holder = self.get("lease").port(1);
                    self.send(holder, "yours");
                    self.getCond(m -> m.hasTag("done") && m.port(1).equals(holder), SECOND);
                }
            });
            Port disk = node.port(p -> p.on("sync", message -> p.send(message.port(1), "synced")));
            for (int i = 0; i < 2; i++) {
                ThreadPorts.spawn(node, self -> {
                    self.send(leases, "lease", self);
                    self.get("yours");
                    assertThat(writing).isEmpty();
                    writing.add(self.id());
                    self.send(disk, "sync", self);
                    self.get("synced");
                    writing.remove(self.id());
                    self.send(leases, "done", self);
                });
            }
            world.run();
        };
        World.explore(300, quick);

        World.Scene slow = world -> {
            world.letTimePass();
            quick.play(world);
        };
        assertReplays(failureOf(1_000, slow), slow);
    }

    @Test
    void aTimeLimitRacesWithAMessage() {
        Set<String> outcomes = new HashSet<>();
        World.explore(100, world -> {
            Node node = world.node("here");
            Port receiver = ThreadPorts.spawn(
                    node, self -> outcomes.add(self.get("go", SECOND).isPresent() ? "came" : "timeout"));
            ThreadPorts.spawn(node, self -> {
                self.after(SECOND, () -> self.send(receiver, "go"));
                self.get(SECOND.multipliedBy(2));
            });
            world.run();
            assertThat(world.time()).isEqualTo(SECOND.multipliedBy(2));
        });
        assertThat(outcomes).containsExactlyInAnyOrder("came", "timeout");
    }

    @Test
    void aKillRacesWithAMessage() {
        Set<String> outcomes = new HashSet<>();
        World.explore(200, world -> {
            List<String> seen = new ArrayList<>();
            Node node = world.node("here");
            Port victim =
                    ThreadPorts.spawn(node, self -> seen.add(self.get("work").tag()));
            node.onEnd(victim, why -> seen.add(why.isNormal() ? "normal" : "killed"));
            ThreadPorts.spawn(node, self -> self.send(victim, "work"));
            ThreadPorts.spawn(node, self -> self.kill(victim, new KillReason.Die("enough")));
            Standstill end = world.run();
            assertThat(end.waits()).isEmpty();
            outcomes.add(seen.toString());
        });
        // the kill may come while it handles what it has received
        assertThat(outcomes)
                .contains("[killed]", "[work, normal]")
                .isSubsetOf("[killed]", "[work, normal]", "[work, killed]");
    }

    /** Between a send and what follows in the same code others run as well. */
    @Test
    void aSendIsAPlaceWhereOthersRun() {
        Set<String> reasons = new HashSet<>();
        World.explore(200, world -> {
            Node node = world.node("here");
            ThreadPorts.spawn(node, self -> {
                Port child = ThreadPorts.spawn(node, once -> once.get());
                self.send(child, "end");
                self.monitor(child, why -> Message.of("ended", why));
                reasons.add(self.get("ended").reason(1).getClass().getSimpleName());
            });
            world.run();
        });
        assertThat(reasons).containsExactlyInAnyOrder("NoSuchPort", "Normal");
    }
}
