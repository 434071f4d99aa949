package io.loommp.loom;

import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.kernel.MessageEntry;
import io.loommp.kernel.SideEntry;
import io.loommp.kernel.Signal;
import io.loommp.record.Protocol;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a receive is looking for.
 *
 * <p><b>Threads:</b> the mailbox's owner, unless immutable.
 */
interface Wanted {
    /** What a match can be besides a result. */
    enum Verdict {
        /** The message is to be given up as a dead letter: the receive takes it and goes on. */
        REFUSED
    }

    /** What the receive returns if this message is it; null if it is not; {@link Verdict#REFUSED}. */
    @Nullable
    Object match(MessageEntry entry);

    /** What all messages that fit have in common, their tag or their source; null if nothing. */
    default @Nullable Object key() {
        return null;
    }

    /** Whether nothing more can come that fits, so that waiting for it would have no end. */
    default boolean isHopeless() {
        return false;
    }

    /** Whether a match may call code of the user's, which must not receive itself. */
    default boolean callsCode() {
        return true;
    }

    /** For people: what is waited for. */
    String what();

    /** Whatever was sent to the port. */
    enum Any implements Wanted {
        /** The one there is. */
        MESSAGE;

        @Override
        public @Nullable Object match(MessageEntry entry) {
            return entry instanceof SideEntry ? null : entry.message();
        }

        @Override
        public boolean callsCode() {
            return false;
        }

        @Override
        public String what() {
            return "any message";
        }
    }

    /** A message with this tag. */
    record Tag(String tag) implements Wanted {
        public Tag {
            Objects.requireNonNull(tag, "tag");
        }

        @Override
        public @Nullable Object match(MessageEntry entry) {
            Message message = entry.message();
            return message.hasTag(tag) && !(entry instanceof SideEntry) ? message : null;
        }

        @Override
        public Object key() {
            return tag;
        }

        @Override
        public boolean callsCode() {
            return false;
        }

        @Override
        public String what() {
            return "a message \"" + tag + '"';
        }
    }

    /** A message that a predicate of the user accepts. */
    record Fitting(Predicate<? super Message> predicate) implements Wanted {
        public Fitting {
            Objects.requireNonNull(predicate, "predicate");
        }

        @Override
        public @Nullable Object match(MessageEntry entry) {
            return !(entry instanceof SideEntry) && accepts(predicate, entry.message()) ? entry.message() : null;
        }

        static boolean accepts(Predicate<? super Message> predicate, Message message) {
            try {
                return predicate.test(message);
            } catch (MessageShapeException e) {
                return false; // a strange message from anywhere must not stop a server
            }
        }

        @Override
        public String what() {
            return "a message that a predicate accepts";
        }
    }

    /**
     * A message that converts to a type.
     *
     * @param strict whether a message that does not convert is given up
     */
    record Typed<T>(Protocol<T> protocol, boolean strict) implements Wanted {
        /** Those of {@code receive}, made once for each type. */
        static final ClassValue<Typed<?>> RECEIVE = forEach(false);

        /** Those of {@code next}. */
        static final ClassValue<Typed<?>> NEXT = forEach(true);

        private static ClassValue<Typed<?>> forEach(boolean strict) {
            return new ClassValue<>() {
                @Override
                protected Typed<?> computeValue(Class<?> type) {
                    return new Typed<>(Protocol.of(type), strict);
                }
            };
        }

        @Override
        public @Nullable Object match(MessageEntry entry) {
            if (entry instanceof SideEntry) {
                return null;
            }
            T read = protocol.read(entry.message());
            return read == null && strict ? Verdict.REFUSED : read;
        }

        @Override
        public String what() {
            return "a message that is a " + protocol.type().getSimpleName();
        }
    }

    /** The outcome of one request: the entry that tells that it is there. */
    record From(Object source, String what) implements Wanted {
        @Override
        @SuppressWarnings("ReferenceEquality") // a source is itself
        public @Nullable Object match(MessageEntry entry) {
            return entry instanceof SideEntry side && side.source() == source ? entry.message() : null;
        }

        @Override
        public boolean callsCode() {
            return false;
        }

        @Override
        public Object key() {
            return source;
        }

        @Override
        public boolean isHopeless() {
            return source instanceof Signal.Source closed && closed.isOver();
        }
    }
}
