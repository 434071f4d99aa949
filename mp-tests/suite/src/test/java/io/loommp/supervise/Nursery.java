package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import io.loommp.testkit.EventProbe;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A node with children of either kind, and a memory of what happens to them. */
final class Nursery implements AutoCloseable {
    /** How a child is served. */
    enum Kind {
        THREAD,
        CALLBACKS
    }

    final Node node;
    final EventProbe events;

    /** What start functions and bodies say of themselves, in order. */
    final List<String> journal = new CopyOnWriteArrayList<>();

    Nursery(Node node) {
        this.node = node;
        this.events = EventProbe.of(node);
    }

    /** A child that does nothing until it is told {@code done} or {@code fail}. */
    ChildStart child(Kind kind) {
        return kind == Kind.THREAD ? threaded() : callbacks();
    }

    /** A child with a thread, which notes when it begins and ends. */
    ChildStart threaded() {
        return s -> {
            String name = s.child();
            journal.add("+" + name);
            return ThreadPorts.spawn(node, self -> {
                try {
                    obey(self.get());
                } finally {
                    journal.add("-" + name);
                }
            });
        };
    }

    /** A child with callbacks. */
    ChildStart callbacks() {
        return s -> {
            journal.add("+" + s.child());
            return node.port(p -> p.onMessage(message -> {
                obey(message);
                p.kill(p);
            }));
        };
    }

    private static void obey(Message message) {
        if (message.hasTag("fail")) {
            throw new IllegalStateException("told to fail");
        }
    }

    /** Starts a tree and waits until all of it has been started. */
    Supervisor start(Tree tree) {
        Supervisor supervisor = Supervisor.start(node, tree);
        await(supervisor.started());
        return supervisor;
    }

    /** The value of a stage, waited for. */
    static <T> T await(CompletionStage<T> stage) {
        return InPort.of(stage.toCompletableFuture());
    }

    /** Those who wait for the start are told by a thread of their own that there was none. */
    static void assertNeverStarted(Supervisor supervisor) {
        assertThat(supervisor.started())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(IllegalStateException.class);
    }

    /** The port of a child that runs. */
    static PortId port(Supervisor supervisor, String child) {
        return Objects.requireNonNull(supervisor.child(child).orElseThrow().port());
    }

    /** Ends the present incarnation of a child. */
    void end(Supervisor supervisor, String child, KillReason reason) {
        node.kill(port(supervisor, child), reason);
    }

    /** Makes a child fail. */
    void fail(Supervisor supervisor, String child) {
        end(supervisor, child, KillReason.of("boom"));
    }

    /** All events of a type that came before this call. */
    <E extends Event> List<E> seen(Class<E> type) {
        events.settle();
        return events.seen(type);
    }

    /** Waits until a child, named by its path, has come up for the n-th time. */
    Event.ChildStarted awaitStart(String path, int starts) {
        return events.await(Event.ChildStarted.class, e -> e.child().equals(path) && e.starts() == starts);
    }

    /** Waits until a child, named by its path, has ended. */
    Event.ChildEnded awaitEnd(String path) {
        return events.await(Event.ChildEnded.class, e -> e.child().equals(path));
    }

    /** Waits until a child is as it is said. */
    static void awaitState(Supervisor supervisor, String child, Predicate<ChildInfo> state) {
        Awaitility.await().until(() -> supervisor.child(child).filter(state).isPresent());
    }

    @Override
    public void close() {
        node.close();
        events.close();
    }
}
