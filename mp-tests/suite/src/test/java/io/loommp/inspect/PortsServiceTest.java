package io.loommp.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.loommp.MailboxBound;
import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortInfo;
import io.loommp.loom.ThreadPorts;
import io.loommp.testing.Latches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node tells another one of its ports. */
@Timeout(60)
class PortsServiceTest {
    @AutoClose
    private final Asking nodes = new Asking(Inspection.all());

    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void release() {
        release.countDown();
    }

    /** A port that is stuck in its first message, with so many more behind it. */
    private Port stuck(int behind) {
        CountDownLatch began = new CountDownLatch(1);
        Port port = nodes.asked.port(p -> p.onMessage(message -> {
            began.countDown();
            Latches.awaitStubbornly(release);
        }));
        nodes.asked.send(port, "first");
        Latches.await(began);
        for (int i = 0; i < behind; i++) {
            nodes.asked.send(port, i);
        }
        return port;
    }

    @Test
    void aPortIsToldWithWhatWaitsForItAndWhoWatches() {
        Port port = stuck(3);
        nodes.asked.register("desk", port);
        nodes.asked.onEnd(port, why -> {});
        PortLine line = nodes.line(port.id());
        assertThat(line.id()).isEqualTo(port.id());
        assertThat(line.kind()).isEqualTo(PortInfo.Kind.CALLBACK);
        assertThat(line.names()).containsExactly("desk");
        assertThat(line.queued()).isEqualTo(3);
        assertThat(line.kept()).isZero();
        assertThat(line.waiting()).isEqualTo(3);
        assertThat(line.received()).isEqualTo(4);
        assertThat(line.monitors()).isEqualTo(1);
        assertThat(line.state()).isEqualTo(PortInfo.State.BLOCKED);
        assertThat(line.age()).isEmpty();
        assertThat(nodes.lines(Map.of("match", "desk")))
                .singleElement()
                .satisfies(found -> assertThat(found.id()).isEqualTo(port.id()));
    }

    @Test
    void itShowsWhatAPortIsStuckIn() {
        Port deaf = nodes.asked.port(p -> p.onMessage(message -> {}));
        Port full = nodes.asked.port(MailboxBound.of(1), p -> p.onMessage(message -> Latches.awaitStubbornly(release)));
        nodes.asked.send(full, "it works at this");
        await().until(() -> nodes.line(full.id()).queued() == 0);
        nodes.asked.send(full, "and this waits");
        Port receiving = ThreadPorts.spawn(nodes.asked, self -> self.get("order"));
        Port asking = ThreadPorts.spawn(nodes.asked, self -> self.ask(deaf, Duration.ofMinutes(1), "what"));
        Port sending = ThreadPorts.spawn(nodes.asked, self -> self.send(full, "one too many"));
        Port busy = ThreadPorts.spawn(nodes.asked, self -> {
            while (release.getCount() > 0) {
                Thread.onSpinWait();
            }
        });
        Port locked = ThreadPorts.spawn(nodes.asked, self -> Latches.awaitStubbornly(release));

        expect(deaf, PortInfo.State.RECEIVING, null, null);
        expect(receiving, PortInfo.State.RECEIVING, "a message \"order\"", null);
        expect(asking, PortInfo.State.WAITING, "what", deaf.id());
        expect(sending, PortInfo.State.WAITING, "room in the mailbox of", full.id());
        expect(busy, PortInfo.State.RUNNING, null, null);
        expect(locked, PortInfo.State.BLOCKED, null, null);
        release.countDown();
        deaf.kill();
    }

    private void expect(Port port, PortInfo.State state, @Nullable String waitsFor, @Nullable PortId waitsForPort) {
        await().untilAsserted(() -> {
            PortLine line = nodes.line(port.id());
            assertThat(line.state()).isEqualTo(state);
            assertThat(line.waitsForPort()).isEqualTo(waitsForPort);
            if (waitsFor == null) {
                assertThat(line.waitsFor()).isNull();
            } else {
                assertThat(line.waitsFor()).contains(waitsFor);
            }
        });
    }

    @Test
    void messagesThatAReceiveLeavesAreToldWithTheirAge() {
        Port picky = ThreadPorts.spawn(nodes.asked, self -> self.get("never"));
        nodes.asked.send(picky, "other");
        await().until(() -> nodes.line(picky.id()).kept() == 1);
        await().until(() ->
                nodes.line(picky.id()).age().filter(age -> age.toMillis() > 20).isPresent());
    }

    @Test
    void allAreHadInPieces_inTheOrderOfTheirIds() {
        List<PortId> made = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            made.add(nodes.asked.port(p -> {}).id());
        }
        List<PortId> seen = new ArrayList<>();
        String after = "";
        int total = 0;
        while (true) {
            Map<String, @Nullable Object> answer = nodes.ok("loommp::ports", Map.of("limit", 7, "after", after));
            List<PortLine> piece = Asking.linesOf(answer);
            assertThat(piece).hasSizeLessThanOrEqualTo(7);
            if (piece.isEmpty()) {
                break;
            }
            total = Message.of(answer.get("ports")).integer(0);
            piece.forEach(line -> seen.add(line.id()));
            after = piece.getLast().id().name();
        }
        assertThat(seen).containsAll(made).doesNotHaveDuplicates().hasSize(total);
        assertThat(seen).isSortedAccordingTo((a, b) -> a.name().compareTo(b.name()));
    }

    @Test
    void thoseWithTheLargestMailboxComeFirst_andTheRestIsCounted() {
        Port two = stuck(2);
        Port four = stuck(4);
        Port three = stuck(3);
        Map<String, @Nullable Object> answer = nodes.ok("loommp::ports", Map.of("sort", "mailbox", "limit", 2));
        assertThat(Asking.linesOf(answer)).extracting(PortLine::id).containsExactly(four.id(), three.id());
        assertThat(answer.get("waiting")).isEqualTo(9);
        assertThat(nodes.lines(Map.of("sort", "mailbox", "waiting", 1)))
                .extracting(PortLine::id)
                .containsExactly(four.id(), three.id(), two.id());
        assertThat(nodes.ok("loommp::ports", Map.of("waiting", 3, "limit", 1)).get("matching"))
                .isEqualTo(2);
    }

    @Test
    void ratesAreMeasuredFromOneQuestionToTheNext_andWhoTakesNothingShows() {
        Port stuck = stuck(1);
        Port lively = nodes.asked.port(p -> p.onMessage(message -> {}));
        Map<String, ?> options = Map.of("sort", "rate", "limit", 500);
        assertThat(nodes.ok("loommp::ports", options)).doesNotContainKey("rate");
        await().untilAsserted(() -> {
            for (int i = 0; i < 1000; i++) {
                nodes.asked.send(lively, i);
            }
            List<PortLine> lines = nodes.lines(options);
            assertThat(lines.getFirst().id()).isEqualTo(lively.id());
            assertThat(lines.getFirst().rate()).isGreaterThan(100);
            PortLine silent = lines.stream()
                    .filter(line -> line.id().equals(stuck.id()))
                    .findFirst()
                    .orElseThrow();
            assertThat(silent.rate()).isZero();
            assertThat(silent.stalled()).isPositive();
            assertThat(silent.age()).isPresent();
        });
    }

    @Test
    void onePortIsToldWithThoseWhoWatchIt() {
        Port port = nodes.asked.port(p -> {});
        nodes.asked.register("desk", port);
        Port watcher = nodes.asked.port(p -> p.dependOn(port));
        Map<String, @Nullable Object> byName = nodes.ok("loommp::port", Map.of("name", "desk"));
        assertThat(PortLine.fromMap(byName).id()).isEqualTo(port.id());
        assertThat(byName).containsEntry("watchers", List.of(watcher.id().toString()));
        Map<String, @Nullable Object> byId =
                nodes.ok("loommp::port", Map.of("name", watcher.id().name()));
        assertThat(byId).containsEntry("links", List.of(port.id().toString()));
        assertThat(nodes.refused("arguments", "loommp::port", Map.of("name", "nobody")))
                .isEqualTo("there is no such port");
    }

    @Test
    void whatIsNotTheLineOfAPortIsNotReadAsOne() {
        Map<String, @Nullable Object> line =
                new HashMap<>(nodes.line(nodes.asked.ports().getFirst()).toMap());
        assertThat(PortLine.fromMap(line).toMap()).isEqualTo(line);
        line.put("kind", "a\u001bb");
        assertThatThrownBy(() -> PortLine.fromMap(line))
                .isInstanceOf(MessageShapeException.class)
                .hasMessage("\"a\\u001Bb\" is not known as the kind of a port");
        assertThatThrownBy(() -> PortLine.fromMap(Map.of())).isInstanceOf(MessageShapeException.class);
    }
}
