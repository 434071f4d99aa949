package io.loommp.manage;

import io.loommp.PortId;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What is traced; {@link Event.User} and {@link Event.Log} are, always.
 *
 * @param registered also of names, when it is about {@link TraceSubject#names}
 * @param send of the sender
 * @param recv of the receiver
 * @param nodes whether losses of nodes are
 * @param connections whether connections that come and go are
 */
public record TraceFlags(
        TraceSubject spawned,
        TraceSubject died,
        TraceSubject registered,
        TraceSubject unregistered,
        TraceSubject send,
        TraceSubject recv,
        boolean nodes,
        boolean connections) {

    private static final TraceFlags NONE = of(TraceSubject.off(), false);
    private static final TraceFlags ALL = of(TraceSubject.all(), true);

    private static TraceFlags of(TraceSubject all, boolean nodes) {
        return new TraceFlags(all, all, all, all, all, all, nodes, nodes);
    }

    /** Nothing. */
    public static TraceFlags none() {
        return NONE;
    }

    /** Everything. */
    public static TraceFlags all() {
        return ALL;
    }

    /** The life and the messages of these, whoever they are. */
    public static TraceFlags of(TraceSubject subject) {
        return of(subject, false);
    }

    /**
     * Reads letters: p spawned, d died, n registered, u unregistered, s send, r receive, l nodes, c connections. Others mean
     * nothing.
     */
    public static TraceFlags parse(String letters) {
        return new TraceFlags(
                flag(letters, 'p'),
                flag(letters, 'd'),
                flag(letters, 'n'),
                flag(letters, 'u'),
                flag(letters, 's'),
                flag(letters, 'r'),
                letters.indexOf('l') >= 0,
                letters.indexOf('c') >= 0);
    }

    private static TraceSubject flag(String letters, char letter) {
        return letters.indexOf(letter) >= 0 ? TraceSubject.all() : TraceSubject.off();
    }

    /** What has to be published for it, as bits. */
    long interests() {
        return Event.Kind.USER.mask()
                | Event.Kind.LOG.mask()
                | (isOff(spawned) ? 0 : Event.Kind.SPAWNED.mask())
                | (isOff(died) ? 0 : Event.Kind.DIED.mask())
                | (isOff(registered) ? 0 : Event.Kind.REGISTERED.mask())
                | (isOff(unregistered) ? 0 : Event.Kind.UNREGISTERED.mask())
                | (isOff(send) ? 0 : Events.SENDS)
                | (isOff(recv) ? 0 : Events.RECEIVES)
                | (nodes ? Event.Kind.NODE_DIED.mask() : 0)
                | (connections ? Event.Kind.CONNECTED.mask() | Event.Kind.DISCONNECTED.mask() : 0);
    }

    private static boolean isOff(TraceSubject subject) {
        return subject == TraceSubject.Every.OFF;
    }

    /** Whether what this port sends may be traced: false if it is not, whatever names it holds. */
    boolean mayFitSend(PortId from) {
        return mayFit(send, from);
    }

    /** The same of what it receives. */
    boolean mayFitReceive(PortId to) {
        return mayFit(recv, to);
    }

    private static boolean mayFit(TraceSubject subject, PortId port) {
        return switch (subject) {
            case TraceSubject.Every every -> every == TraceSubject.Every.ALL;
            case TraceSubject.Ports ports -> ports.ports().contains(port);
            case TraceSubject.Names names -> true;
        };
    }

    /** Whether an event is traced; {@code holds} tells whether a port holds a name now. */
    boolean fits(Event event, BiPredicate<String, PortId> holds) {
        return switch (event) {
            case Event.Spawned e -> fits(spawned, e.port(), null, holds);
            case Event.Died e -> fits(died, e.port(), null, holds);
            case Event.Registered e -> fits(registered, e.port(), e.name(), holds);
            case Event.Unregistered e -> fits(unregistered, e.port(), e.name(), holds);
            case Event.Sent e -> fits(send, e.from(), null, holds);
            case Event.SentToName e -> fits(send, e.from(), null, holds);
            case Event.SentToChannel e -> fits(send, e.from(), null, holds);
            case Event.Received e -> fits(recv, e.to(), null, holds);
            case Event.ReceivedOnChannel e -> fits(recv, e.channel(), null, holds);
            case Event.NodeDied e -> nodes;
            case Event.Connected e -> connections;
            case Event.Disconnected e -> connections;
            case Event.User e -> true;
            case Event.Log e -> true;
            default -> false;
        };
    }

    private static boolean fits(
            TraceSubject subject, PortId port, @Nullable String name, BiPredicate<String, PortId> holds) {
        return switch (subject) {
            case TraceSubject.Every every -> every == TraceSubject.Every.ALL;
            case TraceSubject.Ports ports -> ports.ports().contains(port);
            case TraceSubject.Names names ->
                name != null
                        ? names.names().contains(name)
                        : names.names().stream().anyMatch(one -> holds.test(one, port));
        };
    }
}
