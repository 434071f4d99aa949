package io.loommp.record;

import org.jspecify.annotations.Nullable;

/*
 * What one component of a record is in a message. Values are what stands in the record, elements what stands in the message.
 *
 * null is dealt with here, once: by default a value cannot be null, and no element that is null or missing fits.
 */
abstract class ElementForm {
    /** Said of an element that does not fit; null may be a value. */
    static final Object MISMATCH = Mark.MISMATCH;

    private enum Mark {
        MISMATCH
    }

    @SuppressWarnings("ReferenceEquality") // the mark is itself
    static boolean isMismatch(@Nullable Object value) {
        return value == MISMATCH;
    }

    /** Roughly what stands in the message, to tell candidates apart. */
    enum Kind {
        /** Any text. */
        TEXT,
        /** Also as a text. */
        NUMBER,
        /** Also as a text or a number. */
        TRUTH,
        /** One of a few texts. */
        NAME,
        /** A text of a form of its own. */
        DURATION,
        /** A text of a form of its own. */
        INSTANT,
        /** A list. */
        LIST,
        /** A list led by a tag. */
        TAGGED,
        /** A map. */
        MAP,
        /** Anything. */
        ANY
    }

    /** Why this value cannot be sent; null if it can. */
    final @Nullable Refusal check(@Nullable Object value, int depth) {
        if (value == null) {
            return mayBeNull() ? null : Refusal.ofNull();
        }
        return checkValue(value, depth);
    }

    /** The element for a value that was checked. */
    final @Nullable Object write(@Nullable Object value) {
        return value == null ? null : element(value);
    }

    /** The value of an element, or {@link #MISMATCH}; a missing element counts as null. */
    final @Nullable Object read(@Nullable Object element) {
        return element == null ? valueOfNull() : value(element);
    }

    /** Whether a value may be null. */
    boolean mayBeNull() {
        return false;
    }

    /** What an element that is null or missing stands for. */
    @Nullable
    Object valueOfNull() {
        return MISMATCH;
    }

    /** Whether an element may be null or missing. */
    final boolean isOptional() {
        return !isMismatch(valueOfNull());
    }

    abstract @Nullable Refusal checkValue(Object value, int depth);

    abstract @Nullable Object element(Object value);

    abstract @Nullable Object value(Object element);

    abstract Kind kind();

    /** For {@link Protocol#describe}. */
    abstract String describe(Labels labels);
}
