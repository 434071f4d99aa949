package io.loommp.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.loommp.MailboxBound;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.loom.ThreadPorts;
import io.loommp.testkit.Probe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What nodes are asked for besides their ports, and that their owners can switch it off. */
@Timeout(60)
class NodeServiceFunctionsTest {
    private static final PortId ASKED = PortId.of("asked");

    @AutoClose
    private final Asking nodes = new Asking(Inspection.all());

    private final Probe probe = Probe.on(nodes.asking);

    // ---- numbers ----

    @Test
    void numbersOfTheNodeAndItsProcessAreTold() {
        nodes.asked.send(PortId.of("asked#nobody"), "lost");
        Map<String, @Nullable Object> numbers = nodes.ok("loommp::statistics", Map.of());
        assertThat(numbers)
                .containsEntry("ports", nodes.asked.ports().size())
                .containsEntry("links", 1)
                .containsEntry("up_nodes", List.of("asking"))
                .containsKeys("heap_used_bytes", "heap_max_bytes", "up_seconds");
        assertThat(Message.of(numbers.get("dead_letters")).longInteger(0)).isEqualTo(1);
    }

    // ---- dead letters ----

    private void loseOne(String tag) {
        nodes.asked.send(PortId.of("asked#nobody"), tag, 1, 2);
    }

    @Test
    void deadLettersAreToldUntilTheAskingPortEnds_andSoManyASecond() {
        nodes.asking.send(ASKED, "loommp::deadletters", Map.of("per_second", 2), probe);
        assertThat(probe.expect("ok").map(1)).containsEntry("per_second", 2);
        loseOne("job");
        Map<String, @Nullable Object> letter = probe.expect("dead_letter").map(1);
        assertThat(letter)
                .containsEntry("to", "asked#nobody")
                .containsEntry("cause", "no_such_port")
                .containsEntry("tag", "job")
                .containsEntry("elements", 3)
                .containsKey("bytes");
        for (int i = 0; i < 50; i++) {
            loseOne("flood");
        }
        long leftOut = 0;
        int told = 0;
        while (leftOut + told < 50) {
            Message next = probe.next();
            if (next.hasTag("left_out")) {
                leftOut += next.longInteger(1);
            } else {
                told++;
            }
        }
        assertThat(leftOut).isGreaterThan(30);
        assertThat(leftOut + told).isEqualTo(50);

        int before = nodes.asked.statistics().monitors();
        probe.port().kill();
        await().untilAsserted(() ->
                assertThat(nodes.asked.statistics().remoteMonitors()).isZero());
        assertThat(nodes.asked.statistics().monitors()).isLessThanOrEqualTo(before);
    }

    @Test
    void whatIsLostOnItsWayToAStreamIsNotTold() {
        PortId name = PortId.of("asked#told");
        nodes.asking.send(ASKED, "loommp::deadletters", Map.of("per_second", 1000), probe);
        probe.expect("ok");
        nodes.asked.send(name, "before");
        assertThat(probe.expect("dead_letter").map(1)).containsEntry("tag", "before");
        nodes.asking.send(ASKED, "loommp::deadletters", Map.of(), probe); // anew, in the place of the first
        probe.expect("ok");
        loseOne("once");
        assertThat(probe.expect("dead_letter").map(1)).containsEntry("tag", "once");
        probe.expectNothing();
    }

    @Test
    void thereAreAtMostSixteenStreams() {
        for (int i = 0; i < 16; i++) {
            Probe each = Probe.on(nodes.asking);
            nodes.asking.send(ASKED, "loommp::deadletters", Map.of(), each);
            each.expect("ok");
        }
        nodes.asking.send(ASKED, "loommp::deadletters", Map.of(), probe);
        assertThat(probe.expect("error").toList()).startsWith("error", "busy");
    }

    // ---- who takes nothing ----

    /** A node that asks for so much that its connection is crowded, and takes none of it. */
    private Probe crowd() {
        Node slow = nodes.network.start("slow");
        Probe taking = Probe.on(slow);
        slow.send(ASKED, "loommp::deadletters", Map.of("per_second", 1000), taking);
        taking.expect("ok");
        nodes.network.blackholeOneWay(nodes.asked, slow);
        nodes.network.limitUnderway(1000, 1 << 20);
        await().until(() -> {
            slow.send(ASKED, "loommp::statistics", Map.of(), taking);
            return Kernel.of(nodes.asked).isCrowded("slow");
        });
        return taking;
    }

    @Test
    void anAskerWhoTakesNothingKeepsNobodyElseWaiting() {
        crowd();
        assertThat(nodes.ok("loommp::statistics", Map.of())).containsKey("ports");
    }

    @Test
    void aStreamThatIsNotTakenIsLeftOut_andTheOthersAreTold() {
        Probe taking = crowd();
        nodes.asking.send(ASKED, "loommp::deadletters", Map.of("per_second", 1000), probe);
        probe.expect("ok");
        loseOne("job");
        assertThat(probe.expect("dead_letter").map(1)).containsEntry("tag", "job");
        nodes.network.healAll();
        Message next = taking.next();
        while (next.hasTag("ok")) {
            next = taking.next();
        }
        assertThat(next).isEqualTo(Message.of("left_out", 1));
    }

    @Test
    void anAnswerToAPortOfTheSameNodeDoesNotWaitForItsRoom() {
        CompletableFuture<Message> waiting = new CompletableFuture<>();
        CountDownLatch full = new CountDownLatch(1);
        Port asker = ThreadPorts.spawn(nodes.asked, new MailboxBound(1, Duration.ZERO), self -> {
            full.await();
            self.send(ASKED, "loommp::db_families", Map.of(), self.id());
            waiting.complete(self.get("ok"));
        });
        nodes.asked.send(asker, "something else");
        full.countDown();
        assertThat(waiting.join().map(1)).containsKey("families");
        assertThat(nodes.ok("loommp::db_families", Map.of())).containsKey("families");
    }

    // ---- the database ----

    @Test
    void familiesAreToldByANodeThatHoldsThem_andKeysStayInItsName() {
        assertThat(nodes.ok("loommp::db_set", Map.of("family", "colours", "key", "sky", "value", "blue")))
                .isEmpty();
        nodes.ok("loommp::db_set", Map.of("family", "days", "key", "monday"));
        nodes.asking.database().set("colours", "grass", "green");
        await().untilAsserted(() -> assertThat(nodes.ok("loommp::db_families", Map.of()))
                .containsEntry("global", true)
                .containsEntry("master", "asked")
                .containsEntry("families", Map.of("colours", 2, "days", 1)));
        assertThat(nodes.ok("loommp::db_families", Map.of("after", "colours")))
                .containsEntry("families", Map.of("days", 1));
        assertThat(nodes.ok("loommp::db_families", Map.of("limit", 1))).containsEntry("families", Map.of("colours", 2));
        await().untilAsserted(() -> assertThat(nodes.asking
                        .database()
                        .family("colours")
                        .toCompletableFuture()
                        .join())
                .isEqualTo(Map.of("sky", "blue", "grass", "green")));

        assertThat(nodes.ok("loommp::db_del", Map.of("family", "colours", "keys", List.of("sky", "grass", "sea"))))
                .containsEntry("deleted", List.of("sky"));
        await().untilAsserted(() -> assertThat(nodes.asking
                        .database()
                        .keys("colours")
                        .toCompletableFuture()
                        .join())
                .containsExactly("grass")); // what the other node holds comes to this one a moment later
    }

    // ---- measuring ----

    private static PortId madePort(Probe asker) {
        return Message.of(asker.expect("ok").map(1).get("port")).port(0);
    }

    @Test
    void aPortToMeasureWithEndsWithTheAsker() {
        nodes.asking.send(ASKED, "loommp::bench", Map.of(), probe);
        PortId bench = madePort(probe);
        nodes.asking.send(bench, "echo", probe, "x");
        assertThat(probe.expect("echo")).isEqualTo(Message.of("echo", "x"));
        for (int i = 0; i < 100; i++) {
            nodes.asking.send(bench, "sink", new byte[10]);
        }
        nodes.asking.send(bench, "count", probe);
        assertThat(probe.expect("count").longInteger(1)).isEqualTo(100);
        nodes.asking.send(bench, "echo", "asked#x", 1);
        nodes.asking.send(bench, "echo");
        nodes.asking.send(bench, "what");
        nodes.asking.send(bench, "count", probe);
        assertThat(probe.expect("count").longInteger(1)).isEqualTo(100);

        nodes.asking.send(ASKED, "loommp::bench", Map.of(), probe);
        PortId second = madePort(probe);
        await().until(() -> nodes.asked.info(bench).isEmpty());
        probe.port().kill();
        await().until(() -> nodes.asked.info(second).isEmpty());
    }

    // ---- switches ----

    @Test
    void whatIsSwitchedOffIsRefused_andWhatGoesOnEnds() {
        nodes.asking.send(ASKED, "loommp::deadletters", Map.of(), probe);
        probe.expect("ok");
        Probe measuring = Probe.on(nodes.asking);
        nodes.asking.send(ASKED, "loommp::bench", Map.of(), measuring);
        PortId bench = madePort(measuring);

        nodes.services.offer(Set.of(Inspection.STATISTICS));
        assertThat(nodes.services.offered()).containsExactly(Inspection.STATISTICS);
        probe.expect("ended");
        await().until(() -> nodes.asked.info(bench).isEmpty());
        for (Inspection service : Inspection.values()) {
            if (service != Inspection.STATISTICS) {
                for (String function : service.functions()) {
                    assertThat(nodes.refused("off", function, Map.of()))
                            .isEqualTo("node asked does not offer the service \"" + service + '"');
                }
            }
        }
        assertThat(nodes.ok("loommp::statistics", Map.of())).containsKey("ports");
        nodes.services.offer(Inspection.all());
        assertThat(nodes.ok("loommp::ports", Map.of())).containsKey("lines");
    }

    @Test
    void onceClosedTheyAreNotKnownAnyMore() {
        Message known = nodes.answer("can", "loommp::ports");
        assertThat(known.toList()).containsExactly("1");
        assertThatIllegalStateException().isThrownBy(() -> NodeServices.install(nodes.asked, Set.of()));
        assertThat(nodes.answer("can", "loommp::ports").toList()).containsExactly("1");
        nodes.services.close();
        await().until(() -> nodes.answer("can", "loommp::ports").toList().equals(List.of("")));
    }

    @Test
    void theirNamesInConfigurationsAreChecked() {
        assertThat(Inspection.named(List.of("ports", "bench"))).containsExactly(Inspection.PORTS, Inspection.BENCH);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Inspection.named(List.of("ports", "shell")))
                .withMessage(
                        "\"shell\" is no node service; there are ports, statistics, deadletters, database, bench, restart");
    }
}
