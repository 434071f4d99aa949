package io.loommp.sim;

import io.loommp.PortId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/** All that one port has sent another, and its monitors of it. What breaks a promise is returned as a text, the rule first. */
final class Flow {
    private final Key key;
    private final List<Sent> messages = new ArrayList<>();
    private @Nullable Epoch current;
    private int lastDelivered = -1;
    private int epochs;
    private boolean abandoned; // the sender is gone
    private boolean lastWordSaid; // the receiver was told that the sender has ended

    record Key(PortId from, PortId to) {}

    Flow(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }

    @Nullable
    Epoch current() {
        return current;
    }

    void abandon() {
        abandoned = true;
        current = null;
    }

    // ---- messages ----

    /** A message; it belongs to the monitor that stands, unless it turns out that this had fired before. */
    static final class Sent {
        final int number;
        final @Nullable Epoch epoch;
        final int index; // in its epoch
        final Duration sentAt;
        Duration deliveredAt = Duration.ZERO;
        boolean settled;
        boolean delivered;

        Sent(int number, @Nullable Epoch epoch, int index, Duration sentAt) {
            this.number = number;
            this.epoch = epoch;
            this.index = index;
            this.sentAt = sentAt;
        }
    }

    Sent sent(Duration now) {
        Epoch epoch = current;
        Sent message = new Sent(messages.size(), epoch, epoch == null ? 0 : epoch.messages.size(), now);
        messages.add(message);
        if (epoch != null) {
            epoch.messages.add(message);
        }
        return message;
    }

    @Nullable
    String delivered(int number, Duration now) {
        if (number == lastDelivered) {
            return "G2message " + number + " came twice";
        }
        if (number < lastDelivered) {
            return "G1message " + number + " came after " + lastDelivered;
        }
        if (lastWordSaid) {
            return "G6message " + number + " came after the notice of its sender's end";
        }
        lastDelivered = number;
        Sent message = messages.get(number);
        message.delivered = true;
        message.deliveredAt = now;
        return message.epoch == null ? null : message.epoch.holeBefore(message);
    }

    @Nullable
    String settled(Sent message) {
        if (message.epoch == null || message.epoch.isOver()) {
            return null; // a firing that was withdrawn may have been before it
        }
        message.settled = true;
        return message.epoch.holeBefore(message);
    }

    void lastWordSaid() {
        lastWordSaid = true;
    }

    // ---- monitors ----

    /** The life of a monitor. */
    final class Epoch {
        private final int number = ++epochs;
        private final List<Sent> messages = new ArrayList<>();
        private int prefix; // so many of its messages have been delivered, one behind the other
        private boolean fired;
        private boolean cancelled;

        Flow flow() {
            return Flow.this;
        }

        boolean isBetween(String watcher, String watched) {
            return key.from().node().equals(watcher) && key.to().node().equals(watched);
        }

        boolean isOver() {
            return fired || cancelled || abandoned;
        }

        private @Nullable String holeBefore(Sent message) {
            while (prefix < messages.size() && messages.get(prefix).settled && messages.get(prefix).delivered) {
                prefix++;
            }
            boolean bound = message.settled && message.delivered;
            return bound && message.index > prefix
                    ? "G4message %d came, and %d, which was sent before it and after the start of the same monitor, was lost"
                            .formatted(message.number, messages.get(prefix).number)
                    : null;
        }

        @Nullable
        String fire() {
            if (cancelled) {
                return "G5monitor " + number + " fired after it was taken back";
            }
            if (fired) {
                return "G5monitor " + number + " fired twice";
            }
            fired = true;
            end();
            return null;
        }

        void cancel() {
            cancelled = true;
            end();
        }

        private void end() {
            if (current == this) {
                current = null;
            }
        }

        @Override
        public String toString() {
            return "monitor " + number + " of " + key;
        }
    }

    Epoch begin() {
        Epoch epoch = new Epoch();
        current = epoch;
        return epoch;
    }

    // ---- the end ----

    /**
     * A message that is missing though the next that came was sent and delivered without a loss of the connection in between:
     * single messages are not dropped, watched or not.
     *
     * @param losses when messages of this way may have been lost, in order
     */
    @Nullable
    String droppedAlone(NavigableSet<Duration> losses) {
        Sent next = null;
        for (Sent message : messages.reversed()) {
            if (message.delivered) {
                next = message;
            } else if (next != null) {
                Duration loss = losses.ceiling(message.sentAt);
                if (loss == null || loss.compareTo(next.deliveredAt) > 0) {
                    return "G9message %d, sent at %s, is missing though %d came at %s, and nothing was lost in between"
                            .formatted(message.number, message.sentAt, next.number, next.deliveredAt);
                }
            }
        }
        return null;
    }

    /** What should have come and has not. */
    @Nullable
    String whatIsMissing(boolean receiverLives) {
        Epoch standing = current;
        if (abandoned || standing == null) {
            return null;
        }
        if (!receiverLives) {
            return "G5monitor " + standing.number + " has not fired, though its port is gone";
        }
        for (Sent message : standing.messages) {
            if (!message.delivered) {
                return "G4message " + message.number + " was lost, and monitor " + standing.number + " has not fired";
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return key.from() + " to " + key.to();
    }
}
