package io.loommp.testkit;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.PortId;
import io.loommp.record.Protocol;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What comes to a {@link Probe}, and what of it a test may expect. */
sealed interface Arrival {

    /** A message was received. */
    record Received(Message message) implements Arrival {
        @Override
        public String toString() {
            return message.toString();
        }
    }

    /** A port that is watched has ended. */
    record Ended(PortId port, KillReason reason) implements Arrival {
        @Override
        public String toString() {
            return port + " ended: " + reason;
        }
    }

    // ---- what may be expected ----

    /** A message with this tag. */
    static Expected<Arrival, Message> tagged(String tag) {
        return new OfMessage("a message \"" + tag + '"') {
            @Override
            boolean matches(Message message) {
                return message.hasTag(tag);
            }

            @Override
            @Nullable
            String nearly(Message message) {
                return !tag.isEmpty() && letters(tag).equals(letters(message.tag()))
                        ? "its tag is not \"" + tag + '"'
                        : null;
            }
        };
    }

    private static String letters(String tag) {
        return tag.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /** A message that is equal to this one. */
    static Expected<Arrival, Message> equalTo(Message wanted) {
        return new OfMessage("the message " + wanted) {
            @Override
            boolean matches(Message message) {
                return message.equals(wanted);
            }

            @Override
            @Nullable
            String nearly(Message message) {
                return wanted.size() > 0 && message.hasTag(wanted.tag()) ? difference(message, wanted) : null;
            }
        };
    }

    private static String difference(Message came, Message wanted) {
        for (int i = 0; i < Math.min(came.size(), wanted.size()); i++) {
            if (!element(came, i).equals(element(wanted, i))) {
                return "same tag, but element " + i + " is not " + text(wanted.value(i));
            }
        }
        return "same tag, but it has " + came.size() + " elements, not " + wanted.size();
    }

    private static Message element(Message message, int index) {
        return Message.of(message.value(index));
    }

    private static String text(@Nullable Object value) {
        String inBrackets = Message.of(value).toString();
        return inBrackets.substring(1, inBrackets.length() - 1);
    }

    /** A message that fits; one of which an accessor says that it has another shape does not. */
    static Expected<Arrival, Message> fitting(String what, Predicate<? super Message> fits) {
        return new OfMessage(what) {
            @Override
            boolean matches(Message message) {
                try {
                    return fits.test(message);
                } catch (MessageShapeException e) {
                    return false;
                }
            }

            @Override
            @Nullable
            String nearly(Message message) {
                try {
                    boolean ignored = fits.test(message);
                    return null;
                } catch (MessageShapeException e) {
                    return "it has another shape: " + e.getMessage();
                }
            }
        };
    }

    /** A message that converts to this type. */
    static <T> Expected<Arrival, T> of(Class<T> type) {
        Protocol<T> protocol = Protocol.of(type);
        return new Expected<>() {
            @Override
            public String what() {
                return "a message of type " + type.getSimpleName();
            }

            @Override
            public @Nullable T fits(Arrival arrival) {
                return arrival instanceof Received received ? protocol.read(received.message) : null;
            }

            @Override
            public @Nullable String nearly(Arrival arrival) {
                return arrival instanceof Received received
                                && protocol.tags().contains(received.message.tag())
                                && fits(arrival) == null
                        ? "it has the tag, but does not convert"
                        : null;
            }
        };
    }

    /** The end of a port, for a reason of this type and, if one is given, this reason. */
    static <R extends KillReason> Expected<Arrival, R> end(PortId port, Class<R> type, @Nullable R reason) {
        return new Expected<>() {
            @Override
            public String what() {
                if (reason != null) {
                    return "the end of " + port + " with \"" + reason + '"';
                }
                return "the end of " + port + (type == KillReason.class ? "" : " with a " + type.getSimpleName());
            }

            @Override
            public @Nullable R fits(Arrival arrival) {
                return arrival instanceof Ended ended
                                && ended.port.equals(port)
                                && type.isInstance(ended.reason)
                                && (reason == null || Objects.equals(ended.reason, reason))
                        ? type.cast(ended.reason)
                        : null;
            }

            @Override
            public @Nullable String nearly(Arrival arrival) {
                return arrival instanceof Ended ended && ended.port.equals(port) ? "for another reason" : null;
            }
        };
    }

    /** An expectation that only a message can meet. */
    abstract class OfMessage implements Expected<Arrival, Message> {
        private final String what;

        OfMessage(String what) {
            this.what = what;
        }

        abstract boolean matches(Message message);

        abstract @Nullable String nearly(Message message);

        @Override
        public String what() {
            return what;
        }

        @Override
        public @Nullable Message fits(Arrival arrival) {
            return arrival instanceof Received received && matches(received.message) ? received.message : null;
        }

        @Override
        public @Nullable String nearly(Arrival arrival) {
            return arrival instanceof Received received ? nearly(received.message) : null;
        }
    }
}
