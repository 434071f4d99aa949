package io.loommp.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.Node;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Locale;

/** Remembers the last messages that a node could not deliver, for the text of a failure. */
final class DeadLetters implements AutoCloseable {
    private static final int KEPT_MAX = 20;

    @GuardedBy("this")
    private final ArrayDeque<Event.DeadLetter> last = new ArrayDeque<>();

    private final Events.Subscription subscription;

    private DeadLetters(Node node) {
        this.subscription = node instanceof Events.Source source
                ? source.events().subscribe(EnumSet.of(Event.Kind.DEAD_LETTER), this::add)
                : () -> {};
    }

    static DeadLetters of(Node node) {
        return new DeadLetters(node);
    }

    private synchronized void add(Event event) {
        if (event instanceof Event.DeadLetter letter) {
            last.add(letter);
            if (last.size() > KEPT_MAX) {
                last.remove();
            }
        }
    }

    /** A paragraph that lists them; empty if there are none. */
    synchronized String text() {
        if (last.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\nmeanwhile its node could not deliver:");
        last.forEach(letter -> text.append("\n    ").append(text(letter)));
        return text.toString();
    }

    /** As a line: what, to whom, why not. */
    static String text(Event.DeadLetter letter) {
        String cause = letter.cause().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return letter.message() + " to " + letter.to() + " (" + cause + ')';
    }

    @Override
    public void close() {
        subscription.close();
    }
}
