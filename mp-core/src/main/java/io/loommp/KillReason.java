package io.loommp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a port ended: a list of values, as on the wire, with the reasons that the system itself gives typed.
 *
 * <p>The empty list is the normal end. {@link #of} and {@link #fromList} recognise the system's reasons by their form, so
 * the same reason is the same type wherever it came from; whatever is not one of them is {@link Other}. The texts are those
 * of AnyEvent::MP, because its nodes send and read them.
 *
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP">AnyEvent::MP, sections on kil and mon</a>
 */
public sealed interface KillReason {

    /** The end that nobody needs to worry about: the code of the port is done. */
    record Normal() implements KillReason {
        @Override
        public List<@Nullable Object> toList() {
            return List.of();
        }

        @Override
        public String toString() {
            return "normal";
        }
    }

    /**
     * Code of the port threw.
     *
     * @param text the message of the exception, or the simple name of its class when it has none
     */
    record Die(String text) implements KillReason {
        /** @throws NullPointerException if there is no text */
        public Die {
            Objects.requireNonNull(text, "text");
        }

        @Override
        public List<@Nullable Object> toList() {
            return List.of("die", text);
        }

        @Override
        public String toString() {
            return "die: " + text;
        }
    }

    /**
     * A message came for which a port without a default handler has no handler.
     *
     * @param text says which tag
     */
    record UnhandledMessage(String text) implements KillReason {
        /** @throws NullPointerException if there is no text */
        public UnhandledMessage {
            Objects.requireNonNull(text, "text");
        }

        /** With the system's text for this tag: cut to 30 characters, what is not printable ASCII shown as a dot. */
        public static UnhandledMessage ofTag(String tag) {
            String cut = tag.length() > 30 ? tag.substring(0, 30) : tag;
            return new UnhandledMessage(
                    "no callback found for message '" + cut.replaceAll("[^\\x20-\\x7e]", ".") + "'");
        }

        @Override
        public List<@Nullable Object> toList() {
            return List.of("unhandled_message", text);
        }

        @Override
        public String toString() {
            return "unhandled_message: " + text;
        }
    }

    /**
     * The port that was to be watched does not exist, or not any more.
     *
     * @param text the system's text
     * @param port the id that was asked for, in its text form
     */
    record NoSuchPort(String text, String port) implements KillReason {
        /** @throws NullPointerException if the text or the port is missing */
        public NoSuchPort {
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(port, "port");
        }

        /** The answer to watching a port that is not there. */
        public static NoSuchPort monitoring(PortId port) {
            return new NoSuchPort("cannot monitor nonexistent port", port.toString());
        }

        @Override
        public List<@Nullable Object> toList() {
            return List.of("no_such_port", text, port);
        }

        @Override
        public String toString() {
            return "no_such_port: " + text + ' ' + port;
        }
    }

    /**
     * The connection to the node of the port was lost, or could not be had.
     *
     * @param node the other node
     * @param text what happened
     */
    record TransportError(String node, String text) implements KillReason {
        /** @throws NullPointerException if the node or the text is missing */
        public TransportError {
            Objects.requireNonNull(node, "node");
            Objects.requireNonNull(text, "text");
        }

        @Override
        public List<@Nullable Object> toList() {
            return List.of("transport_error", node, text);
        }

        @Override
        public String toString() {
            return "transport_error: " + node + ": " + text;
        }
    }

    /**
     * The node of the port was closed in order. LoomMP's own; a foreign node sees a list like any other.
     *
     * @param node the node that was closed
     */
    record NodeClosed(String node) implements KillReason {
        /** @throws NullPointerException if there is no node */
        public NodeClosed {
            Objects.requireNonNull(node, "node");
        }

        @Override
        public List<@Nullable Object> toList() {
            return List.of("node_closed", node);
        }

        @Override
        public String toString() {
            return "node_closed: " + node;
        }
    }

    /**
     * The end that a port is asked for and may refuse ({@link Self#exit}). LoomMP's own; a foreign node sees a list like any
     * other.
     *
     * @param values what the port is told
     */
    record Exit(List<@Nullable Object> values) implements KillReason {
        private static final String WORD = "exit";

        /** @throws IllegalArgumentException if a value may not stand in a message */
        public Exit {
            values = Collections.unmodifiableList(new ArrayList<>(values));
            Values.check(values, WORD);
        }

        @Override
        public List<@Nullable Object> toList() {
            List<@Nullable Object> all = new ArrayList<>(values.size() + 1);
            all.add(WORD);
            all.addAll(values);
            return Collections.unmodifiableList(all);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Exit that && Values.equal(values, that.values);
        }

        @Override
        public int hashCode() {
            return Values.hash(values);
        }

        @Override
        public String toString() {
            return WORD + ": " + Values.text(values);
        }
    }

    /**
     * A supervisor gave up: its children ended too often within its period. LoomMP's own; a foreign node sees a list like
     * any other.
     *
     * @param supervisor what the supervisor is called
     * @param text says how often, and what came last
     */
    record GaveUp(String supervisor, String text) implements KillReason {
        /** @throws NullPointerException if the supervisor or the text is missing */
        public GaveUp {
            Objects.requireNonNull(supervisor, "supervisor");
            Objects.requireNonNull(text, "text");
        }

        @Override
        public List<@Nullable Object> toList() {
            return List.of("gave_up", supervisor, text);
        }

        @Override
        public String toString() {
            return "gave_up: " + supervisor + ": " + text;
        }
    }

    /**
     * A reason of an application.
     *
     * @param toList its values, at least one
     */
    record Other(List<@Nullable Object> toList) implements KillReason {
        /** @throws IllegalArgumentException if there is no value, which would be the normal end, or one that no message may hold */
        public Other {
            toList = Collections.unmodifiableList(new ArrayList<>(toList));
            if (toList.isEmpty()) {
                throw new IllegalArgumentException("a reason without values is the normal end");
            }
            Values.check(toList, "reason");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Other that && Values.equal(toList, that.toList);
        }

        @Override
        public int hashCode() {
            return Values.hash(toList);
        }

        @Override
        public String toString() {
            return Values.text(toList);
        }
    }

    /** The normal end. */
    static KillReason normal() {
        return Constants.NORMAL;
    }

    /**
     * The reason with these values; none is the normal end.
     *
     * @throws IllegalArgumentException if a value may not stand in a message
     */
    static KillReason of(@Nullable Object... values) {
        return fromList(Arrays.asList(values));
    }

    /**
     * The reason with these values; none is the normal end.
     *
     * @throws IllegalArgumentException if a value may not stand in a message
     */
    static KillReason fromList(List<? extends @Nullable Object> values) {
        if (values.isEmpty()) {
            return normal();
        }
        String word = Values.asText(values.get(0));
        KillReason typed = word == null ? null : systemReason(word, values);
        return typed != null ? typed : new Other(new ArrayList<>(values));
    }

    /**
     * The reason of an exit with these values.
     *
     * @throws IllegalArgumentException if a value may not stand in a message
     */
    static Exit exit(@Nullable Object... values) {
        return new Exit(Arrays.asList(values));
    }

    /** What an exception in the code of a port makes of the port's end. */
    static KillReason of(Throwable thrown) {
        String text = messageOf(thrown);
        return new Die(text != null ? text.stripTrailing() : thrown.getClass().getSimpleName());
    }

    private static @Nullable String messageOf(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (RuntimeException | Error e) {
            return null; // code of users, and a port whose end fails would never end
        }
    }

    /** The values, as they travel; empty for the normal end. Not to be changed. */
    List<@Nullable Object> toList();

    /** Whether this is the normal end. */
    default boolean isNormal() {
        return this instanceof Normal;
    }

    private static @Nullable KillReason systemReason(String word, List<? extends @Nullable Object> values) {
        String first = values.size() > 1 ? Values.asText(values.get(1)) : null;
        String second = values.size() > 2 ? Values.asText(values.get(2)) : null;
        return switch (word) {
            case "die" -> values.size() == 2 && first != null ? new Die(first) : null;
            case "unhandled_message" -> values.size() == 2 && first != null ? new UnhandledMessage(first) : null;
            case "node_closed" -> values.size() == 2 && first != null ? new NodeClosed(first) : null;
            case "no_such_port" ->
                values.size() == 3 && first != null && second != null ? new NoSuchPort(first, second) : null;
            case "transport_error" ->
                values.size() == 3 && first != null && second != null ? new TransportError(first, second) : null;
            case "gave_up" -> values.size() == 3 && first != null && second != null ? new GaveUp(first, second) : null;
            case Exit.WORD -> new Exit(new ArrayList<>(values.subList(1, values.size())));
            default -> null;
        };
    }

    /** Holds the one normal reason; an interface has no private fields. */
    final class Constants {
        private static final KillReason NORMAL = new Normal();

        private Constants() {}
    }
}
