package io.loommp.manage;

import io.loommp.KillReason;
import io.loommp.Message;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Events as lines for people: what came from elsewhere is escaped. */
public final class EventText {
    private EventText() {}

    /** One line, without its end. Of a value of users its text is made, or the name of its class if that fails. */
    public static String of(Event event) {
        String what = event.kind().name().toLowerCase(Locale.ROOT);
        return switch (event) {
            case Event.Sent e -> line(what, e.from() + " -> " + e.to() + ' ' + text(e.message()));
            case Event.SentToName e -> line(what, e.from() + " -> " + e.name() + ' ' + text(e.message()));
            case Event.SentToChannel e -> line(what, e.from() + " -> " + e.channel() + ' ' + text(e.message()));
            case Event.Received e -> line(what, e.to() + " <- " + text(e.message()));
            case Event.ReceivedOnChannel e -> line(what, e.channel() + " <- " + text(e.message()));
            case Event.Spawned e -> line(what, e.port());
            case Event.Died e -> line(what, e.port() + " " + text(e.reason()));
            case Event.Registered e -> line(what, e.port() + " " + e.name());
            case Event.Unregistered e -> line(what, e.port() + " " + e.name());
            case Event.NodeDied e -> line(what, e.node() + ' ' + text(e.reason()));
            case Event.Connected e -> line(what, e.node() + ' ' + e.address());
            case Event.Disconnected e -> line(what, e.node() + ' ' + e.why());
            case Event.User e -> line(what, text(e.value()));
            case Event.Log e -> line(what, e.text());
            case Event.TraceTakeover e -> line(what, e.tracer());
            case Event.Dropped e -> line(what, e.count() + " " + e.kinds());
            default -> LogText.escape(text(event));
        };
    }

    private static String line(String what, Object rest) {
        return what + ' ' + LogText.escape(rest.toString());
    }

    /** The text of a value, which may be one of users: the name of its class if it cannot say more. */
    static String text(@Nullable Object value) {
        if (value instanceof Message || value instanceof KillReason) {
            return value.toString();
        }
        try {
            return String.valueOf(value);
        } catch (RuntimeException | StackOverflowError e) {
            return value == null ? "null" : "a " + value.getClass().getName();
        }
    }
}
