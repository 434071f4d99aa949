package io.loommp.testkit;

import io.loommp.Address;
import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A port that remembers what it was sent, and how ports that it watches end, for tests: give its id to the code under test
 * and expect the answers.
 *
 * <pre>{@code
 * Probe probe = Probe.on(node);
 * node.send(server, "add", 1, 2, probe.id());
 * assertThat(probe.expect("sum").integer(1)).isEqualTo(3);
 * probe.expectNothing();
 * }</pre>
 *
 * <p>An expectation takes the oldest that fits and leaves the others where they are, in order. One that is not met says
 * what came instead, in order, what of it nearly fits, and which messages its node could not deliver meanwhile.
 *
 * <p>That something does <i>not</i> come is never shown by waiting for a while: {@link #expectNothing} lets the nodes come to
 * rest first, and {@link #expectNothingBefore} waits for a mark that the same sender sent behind it.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> the methods that expect, up to the time limit, in the time of the machine, 10 s
 * unless said otherwise.
 */
public final class Probe implements Address, AutoCloseable {
    private final Node node;
    private final Port port;
    private final CallbackPort self;
    private final DeadLetters deadLetters;
    private final Seen<Arrival> seen;
    private final Set<PortId> watched = ConcurrentHashMap.newKeySet();

    private Probe(Node node) {
        this.node = node;
        this.deadLetters = DeadLetters.of(node);
        AtomicReference<@Nullable CallbackPort> made = new AtomicReference<>();
        AtomicReference<@Nullable Seen<Arrival>> remembered = new AtomicReference<>();
        this.port = node.port(p -> {
            Seen<Arrival> arrivals = new Seen<>("the probe on " + node.id() + " (" + p.id() + ")", deadLetters::text);
            p.onMessage(message -> arrivals.add(new Arrival.Received(message)));
            remembered.set(arrivals);
            made.set(p);
        });
        this.self = Objects.requireNonNull(made.get());
        this.seen = Objects.requireNonNull(remembered.get());
        Activity.of(node).ifPresent(activity -> activity.ownPort(port.id()));
    }

    /**
     * Creates a probe.
     *
     * @throws IllegalStateException if the node is closed
     */
    public static Probe on(Node node) {
        return new Probe(node);
    }

    @Override
    public PortId id() {
        return port.id();
    }

    /** The port behind it, for killing and watching. */
    public Port port() {
        return port;
    }

    // ---- messages that come ----

    /**
     * Takes the oldest message with this tag.
     *
     * @throws AssertionError if none comes in time
     */
    public Message expect(String tag) {
        return expect(tag, Seen.usualLimit());
    }

    /** As {@link #expect(String)}, with another time limit. */
    public Message expect(String tag, Duration limit) {
        return seen.take(Arrival.tagged(tag), limit);
    }

    /**
     * Takes the oldest message that converts to this record class or sealed interface.
     *
     * @return the record that it converts to
     * @throws AssertionError if none comes in time
     * @throws IllegalArgumentException if no message can convert to that type
     */
    public <T> T expect(Class<T> type) {
        return expect(type, Seen.usualLimit());
    }

    /** As {@link #expect(Class)}, with another time limit. */
    public <T> T expect(Class<T> type, Duration limit) {
        return seen.take(Arrival.of(type), limit);
    }

    /**
     * Takes the oldest message that fits; {@code what} names it in the failure. A message of which an accessor says that it
     * has another shape does not fit.
     *
     * @throws AssertionError if none comes in time
     */
    public Message expect(String what, Predicate<? super Message> fits) {
        return expect(what, fits, Seen.usualLimit());
    }

    /** As {@link #expect(String, Predicate)}, with another time limit. */
    public Message expect(String what, Predicate<? super Message> fits, Duration limit) {
        return seen.take(Arrival.fitting(what, fits), limit);
    }

    /**
     * Takes the oldest message that has exactly these elements.
     *
     * @throws AssertionError if none comes in time
     * @throws IllegalArgumentException if an element may not stand in a message
     */
    public Message expectMessage(@Nullable Object... elements) {
        return expectMessage(Seen.usualLimit(), Message.of(elements));
    }

    /** As {@link #expectMessage(Object...)}, with another time limit. */
    public Message expectMessage(Duration limit, Message message) {
        return seen.take(Arrival.equalTo(message), limit);
    }

    /**
     * Takes a message for each of these tags, in whatever order they come; the same tag twice means two messages.
     *
     * @return the messages, in the order of the tags
     * @throws AssertionError if one does not come in time; then none was taken
     */
    public List<Message> expectAll(String... tags) {
        return expectAll(Seen.usualLimit(), tags);
    }

    /** As {@link #expectAll(String...)}, with another time limit. */
    public List<Message> expectAll(Duration limit, String... tags) {
        return seen.takeAll(Arrays.stream(tags).map(Arrival::tagged).toList(), limit);
    }

    /**
     * Takes the oldest message.
     *
     * @throws AssertionError if none comes in time
     */
    public Message next() {
        return seen.take(Arrival.fitting("any message", message -> true), Seen.usualLimit());
    }

    /** The messages that were received and not yet taken, oldest first. */
    public List<Message> received() {
        return seen.all().stream()
                .filter(Arrival.Received.class::isInstance)
                .map(arrival -> ((Arrival.Received) arrival).message())
                .toList();
    }

    // ---- what does not come ----

    /**
     * Nothing has come that was not taken, and nothing will unless time moves or the test acts: lets the node, and all that
     * share its time or network, come to rest, and looks.
     *
     * @throws AssertionError if something has come, listing it; or if the nodes do not come to rest
     * @throws IllegalStateException if the node was not started by this kit, so that nobody knows whether it rests
     */
    public void expectNothing() {
        settle();
        if (!seen.all().isEmpty()) {
            throw seen.failure("expected nothing", arrival -> null);
        }
    }

    /** As {@link #expectNothing()}, for messages with this tag; others may have come. */
    public void expectNothing(String tag) {
        settle();
        Expected<Arrival, Message> tagged = Arrival.tagged(tag);
        if (seen.all().stream().anyMatch(arrival -> tagged.fits(arrival) != null)) {
            throw seen.failure(
                    "expected no message \"" + tag + '"', arrival -> tagged.fits(arrival) != null ? "here" : null);
        }
    }

    private void settle() {
        Activity.of(node)
                .orElseThrow(() -> new IllegalStateException("node " + node.id()
                        + " was not started by the test kit; have a mark sent and use expectNothingBefore"))
                .settle();
    }

    /**
     * Takes the oldest message with this tag, a mark, before which nothing has come that was not taken. Whoever sent the
     * mark has sent nothing else to this probe before it.
     *
     * @throws AssertionError if the mark does not come in time, or something stands before it
     */
    public Message expectNothingBefore(String mark) {
        Expected<Arrival, Message> tagged = Arrival.tagged(mark);
        seen.await(tagged, Seen.usualLimit());
        if (tagged.fits(seen.all().get(0)) == null) {
            throw seen.failure("expected nothing before the message \"" + mark + '"', arrival -> null);
        }
        return seen.take(tagged, Duration.ZERO);
    }

    // ---- ends ----

    /**
     * Watches a port, so that its end can be expected.
     *
     * @return this probe
     */
    public Probe watch(Address target) {
        PortId id = target.id();
        if (watched.add(id)) {
            self.onEnd(id, why -> seen.add(new Arrival.Ended(id, why)));
        }
        return this;
    }

    /**
     * Waits for the end of a port that is watched.
     *
     * @return why it ended
     * @throws AssertionError if it does not end in time
     * @throws IllegalStateException if this probe does not watch it
     */
    public KillReason expectEnd(Address target) {
        return expectEnd(target, KillReason.class);
    }

    /** As {@link #expectEnd(Address)}, for a reason of this type. */
    public <R extends KillReason> R expectEnd(Address target, Class<R> type) {
        return expectEnd(target, type, null, Seen.usualLimit());
    }

    /** As {@link #expectEnd(Address)}, for exactly this reason. */
    public void expectEnd(Address target, KillReason reason) {
        expectEnd(target, reason, Seen.usualLimit());
    }

    /** As {@link #expectEnd(Address, KillReason)}, with another time limit. */
    public void expectEnd(Address target, KillReason reason, Duration limit) {
        KillReason ended = expectEnd(target, KillReason.class, reason, limit);
        assert ended.equals(reason);
    }

    private <R extends KillReason> R expectEnd(Address target, Class<R> type, @Nullable R reason, Duration limit) {
        PortId id = target.id();
        if (!watched.contains(id)) {
            throw new IllegalStateException("the probe does not watch " + id + ": call watch before the port can end");
        }
        R why = seen.take(Arrival.end(id, type, reason), limit);
        watched.remove(id);
        return why;
    }

    /** Ends the port. */
    @Override
    public void close() {
        deadLetters.close();
        port.kill();
    }
}
