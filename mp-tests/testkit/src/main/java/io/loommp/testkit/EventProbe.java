package io.loommp.testkit;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what happens inside a node, so that a test can wait for it.
 *
 * <p>Events reach a probe on a thread of its own, a moment after they happen. To show that something did <i>not</i> happen,
 * call {@link #expectNone}, or {@link #settle} and look at {@link #seen}.
 *
 * <p><b>Threads:</b> any.
 */
public final class EventProbe implements AutoCloseable {
    private final Node node;
    private final Seen<Event> seen;
    private final Events.Subscription subscription;

    private EventProbe(Node node, Events events, Set<Event.Kind> more) {
        this.node = node;
        this.seen = new Seen<>("the event probe of " + node.id(), () -> "");
        EnumSet<Event.Kind> kinds = EnumSet.allOf(Event.Kind.class);
        kinds.removeAll(Event.Kind.traffic());
        kinds.addAll(more);
        this.subscription = events.subscribe(kinds, seen::add);
    }

    /**
     * Remembers all events of a node from now on, but for the sending and receiving of messages.
     *
     * @throws IllegalArgumentException if the node has no events to offer
     */
    public static EventProbe of(Node node) {
        return of(node, Set.of());
    }

    /**
     * As {@link #of(Node)}, and these kinds as well, of messages that are sent or received.
     *
     * @throws IllegalArgumentException if the node has no events to offer
     */
    public static EventProbe of(Node node, Set<Event.Kind> traffic) {
        if (node instanceof Events.Source source) {
            return new EventProbe(node, source.events(), traffic);
        }
        throw new IllegalArgumentException(
                "a node without events: " + node.getClass().getName());
    }

    /**
     * Waits for an event of this type; one that was seen already counts.
     *
     * <p><b>Blocking:</b> up to 10 s.
     *
     * @return the first of them
     * @throws AssertionError if none comes, listing what was seen
     */
    public <E extends Event> E await(Class<E> type) {
        return await(type, event -> true);
    }

    /** As {@link #await(Class)}, for an event of this type that also fits. */
    public <E extends Event> E await(Class<E> type, Predicate<? super E> fits) {
        return await(type, fits, Seen.usualLimit());
    }

    /** As {@link #await(Class, Predicate)}, with another time limit. */
    public <E extends Event> E await(Class<E> type, Predicate<? super E> fits, Duration limit) {
        return seen.await(new OfType<>(type, fits), limit);
    }

    private record OfType<E extends Event>(Class<E> type, Predicate<? super E> fits) implements Expected<Event, E> {
        @Override
        public String what() {
            return "an event " + type.getSimpleName() + " that fits";
        }

        @Override
        public @Nullable E fits(Event event) {
            return type.isInstance(event) && fits.test(type.cast(event)) ? type.cast(event) : null;
        }

        @Override
        public @Nullable String nearly(Event event) {
            return type.isInstance(event) ? "does not fit" : null;
        }
    }

    /**
     * There was no event of this type, of all that happened before this call.
     *
     * @throws AssertionError if there was one, listing what was seen
     * @throws IllegalStateException if the node is closed
     */
    public void expectNone(Class<? extends Event> type) {
        settle();
        if (!seen(type).isEmpty()) {
            throw seen.failure(
                    "expected no event " + type.getSimpleName(), event -> type.isInstance(event) ? "here" : null);
        }
    }

    /** What was seen up to now, oldest first. */
    public List<Event> seen() {
        return seen.all();
    }

    /** What was seen up to now of one type, oldest first. */
    public <E extends Event> List<E> seen(Class<E> type) {
        return seen.all().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /**
     * Waits until everything has been seen that happened before this call. It creates a port and ends it, whose birth is the
     * mark.
     *
     * @throws IllegalStateException if the node is closed
     */
    public void settle() {
        Port mark = node.port(p -> {});
        await(Event.Spawned.class, born -> born.port().equals(mark.id()));
        mark.kill();
    }

    /** Remembers no more. */
    @Override
    public void close() {
        subscription.close();
    }
}
