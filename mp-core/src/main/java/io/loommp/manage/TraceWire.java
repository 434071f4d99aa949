package io.loommp.manage;

import io.loommp.Elements;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.PortId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be traced, and what was, as plain elements of messages between nodes, and back: of what comes nothing is believed
 * before it is looked at.
 *
 * <p>An event is {@code ["trace", kind, …]}, with the components of its record; a message in it is a list, and one that is
 * large, or cannot stand in another one, is told of by its tag and size.
 */
final class TraceWire {
    static final String TAG = "trace";

    private static final int SUBJECTS_MAX = 100; // each costs a look-up for each event, where it happens
    private static final int TEXT_CHARS_MAX = 4 << 10;
    private static final long MESSAGE_BYTES_MAX = 64 << 10;

    private static final String ALL = "all";
    private static final String PORTS = "ports";
    private static final String NAMES = "names";
    private static final Set<String> FLAGS =
            Set.of("spawned", "died", "registered", "unregistered", "send", "recv", "nodes", "connections");

    private TraceWire() {}

    // ---- flags ----

    static Map<String, Object> flags(TraceFlags flags) {
        Map<String, Object> map = new LinkedHashMap<>();
        put(map, "spawned", flags.spawned());
        put(map, "died", flags.died());
        put(map, "registered", flags.registered());
        put(map, "unregistered", flags.unregistered());
        put(map, "send", flags.send());
        put(map, "recv", flags.recv());
        map.put("nodes", flags.nodes());
        map.put("connections", flags.connections());
        return map;
    }

    private static void put(Map<String, Object> map, String flag, TraceSubject subject) {
        switch (subject) {
            case TraceSubject.Every every -> {
                if (every == TraceSubject.Every.ALL) {
                    map.put(flag, ALL);
                }
            }
            case TraceSubject.Ports ports -> map.put(flag, listOf(PORTS, ports.ports()));
            case TraceSubject.Names names -> map.put(flag, listOf(NAMES, names.names()));
        }
    }

    private static List<Object> listOf(String kind, Set<?> subjects) {
        List<Object> list = new ArrayList<>(List.of(kind));
        list.addAll(subjects);
        return list;
    }

    /** @throws IllegalArgumentException saying what is wrong with them */
    static TraceFlags flags(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("the first argument must be a map of flags");
        }
        for (Object key : map.keySet()) {
            if (!(key instanceof String text && FLAGS.contains(text))) {
                throw new IllegalArgumentException(
                        "there is no flag \"%s\"".formatted(LogText.escape(String.valueOf(key))));
            }
        }
        return new TraceFlags(
                subject(map, "spawned"),
                subject(map, "died"),
                subject(map, "registered"),
                subject(map, "unregistered"),
                subject(map, "send"),
                subject(map, "recv"),
                truth(map, "nodes"),
                truth(map, "connections"));
    }

    private static boolean truth(Map<?, ?> map, String flag) {
        Object value = map.get(flag);
        Boolean truth = value == null ? Boolean.FALSE : Elements.truth(value);
        if (truth == null) {
            throw new IllegalArgumentException("the flag \"%s\" must be true or false".formatted(flag));
        }
        return truth;
    }

    private static TraceSubject subject(Map<?, ?> map, String flag) {
        Object value = map.get(flag);
        if (value == null) {
            return TraceSubject.off();
        }
        if (value.equals(ALL)) {
            return TraceSubject.all();
        }
        List<?> list = value instanceof List<?> some && some.size() <= SUBJECTS_MAX + 1 ? some : List.of();
        List<?> subjects = list.isEmpty() ? list : list.subList(1, list.size());
        if (!list.isEmpty()
                && PORTS.equals(list.getFirst())
                && subjects.stream().allMatch(TraceWire::isPort)) {
            return TraceSubject.ports(subjects.stream().map(Elements::port).toArray(PortId[]::new));
        }
        if (!list.isEmpty()
                && NAMES.equals(list.getFirst())
                && subjects.stream().allMatch(TraceWire::isName)) {
            return TraceSubject.names(subjects.toArray(String[]::new));
        }
        throw new IllegalArgumentException(
                "the flag \"%s\" must be \"all\", [\"ports\", …] or [\"names\", …], of at most %d"
                        .formatted(flag, SUBJECTS_MAX));
    }

    private static boolean isName(@Nullable Object value) {
        return value instanceof String text && text.length() <= TEXT_CHARS_MAX;
    }

    /** Whether this is a port whose id has not been made long on purpose. */
    static boolean isPort(@Nullable Object value) {
        PortId port = Elements.port(value);
        return port != null && port.node().length() + port.name().length() <= TEXT_CHARS_MAX;
    }

    // ---- events ----

    /** An event as it travels; null if it concerns nobody elsewhere. */
    static @Nullable Message of(Event event) {
        try {
            return of(event, true);
        } catch (IllegalArgumentException e) { // nested too deep to stand in another message
            return brief(event);
        }
    }

    /** The same, with nothing in it of a size that others have chosen. */
    static @Nullable Message brief(Event event) {
        return of(event, false);
    }

    private static @Nullable Message of(Event event, boolean whole) {
        return switch (event) {
            case Event.Spawned e -> message(e, port(e.port(), whole));
            case Event.Died e -> message(e, port(e.port(), whole), reason(e.reason(), whole), e.monitored());
            case Event.Registered e -> message(e, port(e.port(), whole), name(e.name(), whole));
            case Event.Unregistered e -> message(e, port(e.port(), whole), name(e.name(), whole));
            case Event.Sent e -> message(e, port(e.to(), whole), port(e.from(), whole), list(e.message(), whole));
            case Event.SentToName e ->
                message(e, name(e.name(), whole), port(e.from(), whole), list(e.message(), whole));
            case Event.SentToChannel e ->
                message(e, port(e.from(), whole), port(e.channel(), whole), list(e.message(), whole));
            case Event.Received e -> message(e, port(e.to(), whole), list(e.message(), whole), e.node());
            case Event.ReceivedOnChannel e -> message(e, port(e.channel(), whole), list(e.message(), whole), e.node());
            case Event.Connected e -> message(e, e.node(), e.address());
            case Event.Disconnected e -> message(e, e.node(), cut(e.why(), whole));
            case Event.NodeDied e -> message(e, e.node(), reason(e.reason(), whole));
            case Event.User e -> message(e, cut(EventText.text(e.value()), whole));
            case Event.Log e -> message(e, cut(e.text(), whole));
            case Event.Dropped e ->
                message(e, e.count(), e.kinds().stream().map(TraceWire::name).toList());
            default -> null;
        };
    }

    private static Message message(Event event, @Nullable Object... components) {
        return Message.of(TAG, name(event.kind())).with(components);
    }

    private static PortId port(PortId port, boolean whole) {
        return whole ? port : new PortId(LogText.escape(port.node()), LogText.escape(port.name()));
    }

    private static String name(String name, boolean whole) {
        return whole ? name : LogText.escape(name);
    }

    private static String name(Event.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static List<@Nullable Object> list(Message message, boolean whole) {
        Message plain = message.inListForm();
        long bytes = plain.estimatedBytes();
        return whole && bytes <= MESSAGE_BYTES_MAX
                ? plain.toList()
                : List.of(
                        LogText.escape(plain.tag()), "… %d elements of about %d bytes".formatted(plain.size(), bytes));
    }

    private static KillReason reason(KillReason reason, boolean whole) {
        return whole ? reason : new KillReason.Die(LogText.escape(reason.toString()));
    }

    private static String cut(String text, boolean whole) {
        if (!whole) {
            return LogText.escape(text);
        }
        return text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX) + '…';
    }

    /** The event that a message tells; null if it tells none. Values of users are texts. */
    static @Nullable Event event(Message message) {
        try {
            return switch (Event.Kind.valueOf(message.string(1).toUpperCase(Locale.ROOT))) {
                case SPAWNED -> new Event.Spawned(message.port(2));
                case DIED -> new Event.Died(message.port(2), message.reason(3), message.bool(4), null);
                case REGISTERED -> new Event.Registered(message.port(2), message.string(3));
                case UNREGISTERED -> new Event.Unregistered(message.port(2), message.string(3));
                case SENT -> new Event.Sent(message.port(2), message.port(3), nested(message, 4));
                case SENT_TO_NAME -> new Event.SentToName(message.string(2), message.port(3), nested(message, 4));
                case SENT_TO_CHANNEL -> new Event.SentToChannel(message.port(2), message.port(3), nested(message, 4));
                case RECEIVED -> new Event.Received(message.port(2), nested(message, 3), node(message, 4));
                case RECEIVED_ON_CHANNEL ->
                    new Event.ReceivedOnChannel(message.port(2), nested(message, 3), node(message, 4));
                case CONNECTED -> new Event.Connected(message.string(2), message.string(3));
                case DISCONNECTED -> new Event.Disconnected(message.string(2), message.string(3));
                case NODE_DIED -> new Event.NodeDied(message.string(2), message.reason(3));
                case USER -> new Event.User(message.string(2));
                case LOG -> new Event.Log(message.string(2));
                case DROPPED -> Event.Dropped.of(message.longInteger(2), kinds(message.list(3)));
                default -> null;
            };
        } catch (MessageShapeException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Message nested(Message message, int index) {
        return Message.fromList(message.list(index));
    }

    private static @Nullable String node(Message message, int index) {
        return message.has(index) ? message.string(index) : null;
    }

    private static long kinds(List<? extends @Nullable Object> names) {
        long mask = 0;
        for (Event.Kind kind : Event.Kind.values()) {
            if (names.contains(name(kind))) {
                mask |= kind.mask();
            }
        }
        return mask;
    }
}
