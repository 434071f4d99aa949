package io.loommp.loom;

import io.loommp.Message;
import io.loommp.MessageShapeException;
import java.util.Objects;
import java.util.function.Predicate;

/** What a receive is looking for. */
sealed interface Wanted {
    /** Whatever comes. */
    Wanted ANY = new Any();

    /** Whether this message is it. */
    boolean fits(Message message);

    /** Whatever comes. */
    record Any() implements Wanted {
        @Override
        public boolean fits(Message message) {
            return true;
        }
    }

    /** A message with this tag. */
    record Tag(String tag) implements Wanted {
        public Tag {
            Objects.requireNonNull(tag, "tag");
        }

        @Override
        public boolean fits(Message message) {
            return message.hasTag(tag);
        }
    }

    /** A message that a predicate of the user accepts. */
    record Fitting(Predicate<? super Message> predicate) implements Wanted {
        public Fitting {
            Objects.requireNonNull(predicate, "predicate");
        }

        @Override
        public boolean fits(Message message) {
            try {
                return predicate.test(message);
            } catch (MessageShapeException e) {
                return false; // a strange message from anywhere must not stop a server
            }
        }
    }
}
