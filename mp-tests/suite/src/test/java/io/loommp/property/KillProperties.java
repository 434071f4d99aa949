package io.loommp.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.Self;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import io.loommp.testkit.EventProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Kills in between: an entry of the sequence for a port with callbacks, at once for one with a thread (design decision 3).
 * Both are held against the same model: a list of steps, of which some were done, in order; the rest is accounted for.
 */
class KillProperties {
    private static final Node NODE = LocalNodes.start("kills");

    @AfterContainer
    static void close() {
        NODE.close();
    }

    enum Kind {
        CALLBACKS,
        THREAD,
        ATTACHED
    }

    enum Step {
        HANDLED,
        DEFAULT,
        END_OF_A_WATCHED_PORT,
        KILL
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.of(Step.HANDLED)),
                        Tuple.of(6, Arbitraries.of(Step.DEFAULT)),
                        Tuple.of(3, Arbitraries.of(Step.END_OF_A_WATCHED_PORT)),
                        Tuple.of(1, Arbitraries.of(Step.KILL)))
                .list()
                .ofMaxSize(40);
    }

    /** One port under test, and what became of it. */
    private static final class Trial {
        private final List<Integer> done = new CopyOnWriteArrayList<>();
        private final List<KillReason> told = new CopyOnWriteArrayList<>();
        private final List<Port> watched = new ArrayList<>();
        private final CompletableFuture<Boolean> ready = new CompletableFuture<>();

        private void begin(Self self) {
            for (int i = 0; i < watched.size(); i++) {
                int step = i;
                self.monitor(watched.get(i), why -> Message.of("ended", step));
            }
            ready.complete(true);
        }

        private void did(Message message) {
            done.add(message.integer(1));
        }

        private Port start(Kind kind) {
            if (kind == Kind.THREAD) {
                return ThreadPorts.spawn(NODE, self -> {
                    begin(self);
                    self.on("handled", this::did);
                    while (true) {
                        did(self.get());
                    }
                });
            }
            Port port = NODE.port(p -> {
                begin(p);
                p.on("handled", this::did).onMessage(this::did);
            });
            if (kind == Kind.ATTACHED) {
                CompletableFuture<Boolean> attached = new CompletableFuture<>();
                ThreadPorts.attach(port, self -> {
                    attached.complete(true);
                    while (true) {
                        did(self.get());
                    }
                });
                InPort.of(attached);
            }
            return port;
        }
    }

    @Property(tries = 200)
    void whatWasDoneIsAPrefix_andEveryMessageIsAccountedFor(@ForAll Kind kind, @ForAll("steps") List<Step> steps) {
        Trial trial = new Trial();
        steps.forEach(step -> trial.watched.add(NODE.port(p -> {})));
        try (EventProbe events = EventProbe.of(NODE)) {
            Port port = trial.start(kind);
            InPort.of(trial.ready);
            CompletableFuture<KillReason> told = new CompletableFuture<>();
            NODE.onEnd(port, why -> {
                trial.told.add(why);
                told.complete(why);
            });

            List<Integer> messages = new ArrayList<>();
            List<Integer> before = new ArrayList<>();
            int firstKill = -1;
            for (int i = 0; i < steps.size(); i++) {
                switch (steps.get(i)) {
                    case HANDLED -> NODE.send(port, "handled", i);
                    case DEFAULT -> NODE.send(port, "default", i);
                    case END_OF_A_WATCHED_PORT -> {
                        trial.watched.get(i).kill();
                        InPort.of(trial.watched.get(i).terminated().toCompletableFuture());
                    }
                    case KILL -> port.kill(KillReason.of("kill", i));
                }
                if (steps.get(i) == Step.KILL) {
                    firstKill = firstKill < 0 ? i : firstKill;
                    continue;
                }
                if (steps.get(i) != Step.END_OF_A_WATCHED_PORT) {
                    messages.add(i);
                }
                if (firstKill < 0) {
                    before.add(i);
                }
            }
            if (firstKill < 0) {
                firstKill = steps.size();
                port.kill(KillReason.of("kill", firstKill));
            }

            assertThat(InPort.endOf(port)).isEqualTo(KillReason.of("kill", firstKill));
            assertThat(InPort.of(told)).isEqualTo(KillReason.of("kill", firstKill));
            assertThat(trial.told).as("told once").hasSize(1);
            if (kind == Kind.CALLBACKS) {
                assertThat(trial.done).isEqualTo(before);
            } else {
                assertThat(trial.done).isEqualTo(before.subList(0, Math.min(trial.done.size(), before.size())));
            }
            events.settle();
            List<Integer> lost = events.seen(Event.DeadLetter.class).stream()
                    .filter(e -> e.to().equals(port.id()))
                    .map(e -> e.message().integer(1))
                    .toList();
            List<Integer> expectedLost = new ArrayList<>(messages);
            expectedLost.removeAll(trial.done);
            assertThat(lost).as("dead letters").containsExactlyInAnyOrderElementsOf(expectedLost);
        }
    }
}
