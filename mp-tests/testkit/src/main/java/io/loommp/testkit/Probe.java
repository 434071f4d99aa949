package io.loommp.testkit;

import io.loommp.Address;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * A port that remembers what it was sent, for tests: give its id to the code under test and expect the answers.
 *
 * <pre>{@code
 * Probe probe = Probe.on(node);
 * node.send(server, "add", 1, 2, probe.id());
 * assertThat(probe.expect("sum").integer(1)).isEqualTo(3);
 * }</pre>
 *
 * <p>To show that something does <i>not</i> come, have the same sender send a mark behind it, expect the mark, and look at
 * {@link #received}.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> {@code expect} and {@code next} up to the time limit, 10 s unless said otherwise.
 */
public final class Probe implements Address, AutoCloseable {
    private final Port port;
    private final Seen<Message> seen;

    private Probe(Port port, Seen<Message> seen) {
        this.port = port;
        this.seen = seen;
    }

    /**
     * Creates a probe.
     *
     * @throws IllegalStateException if the node is closed
     */
    public static Probe on(Node node) {
        Seen<Message> seen = new Seen<>("the probe on " + node.id());
        return new Probe(node.port(p -> p.onMessage(seen::add)), seen);
    }

    @Override
    public PortId id() {
        return port.id();
    }

    /** The port behind it, for killing and watching. */
    public Port port() {
        return port;
    }

    /**
     * Takes the oldest message with this tag.
     *
     * @throws AssertionError if none comes in time, listing what came instead
     */
    public Message expect(String tag) {
        return expect(tag, Seen.usualLimit());
    }

    /** As {@link #expect(String)}, with another time limit. */
    public Message expect(String tag, Duration limit) {
        return seen.await(message -> message.hasTag(tag), "a message \"" + tag + '"', limit, true);
    }

    /** Takes the oldest message that fits; {@code what} names it in the failure. */
    public Message expect(String what, Predicate<? super Message> fits) {
        return seen.await(fits, what, Seen.usualLimit(), true);
    }

    /** Takes the oldest message. */
    public Message next() {
        return seen.await(message -> true, "any message", Seen.usualLimit(), true);
    }

    /** What was received and not yet taken, oldest first. */
    public List<Message> received() {
        return seen.all();
    }

    /** Ends the port. */
    @Override
    public void close() {
        port.kill();
    }
}
