package io.loommp;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A list of JSON-like values, by custom led by a tag. Index 0 is the tag, everywhere.
 *
 * <p>Elements are texts, numbers, booleans, {@code null}, byte arrays, {@link PortId}s, {@link KillReason}s, and lists and
 * maps (with text keys) of these. A {@link Port}, {@link Self} or {@link Ref} among the elements stands for its id. Nothing may be
 * changed once the message has been made: neither the array given to {@link #of}, nor what it refers to.
 *
 * <p>Accessors name the kind that is wanted and are lenient where Perl is, since its nodes do not tell numbers from
 * numeric texts: {@code "42"} is the integer 42, 42 the text {@code "42"}. Between octets and text there is the one
 * conversion that the wire has: a text of characters U+0000 to U+00FF, one per octet. From other nodes octets arrive as such
 * a text, since nodes written in Perl do not tell the two from each other; {@link #bytes} reads both. What does not fit is a
 * {@link MessageShapeException}.
 *
 * <p>Two messages are equal when their elements are: numbers by value, byte arrays by content.
 *
 * <p><b>Threads:</b> any.
 */
public sealed class Message permits ContentMessage {
    private final @Nullable Object @Nullable [] elements; // null in a message that was made of an object

    /** A message of these elements; null when a subclass makes them late. */
    Message(@Nullable Object @Nullable [] elements) {
        this.elements = elements;
    }

    /**
     * Makes a message of these elements. An array that is given becomes the message's own: ports in it are replaced by their
     * ids, and nobody may change it from then on.
     *
     * @throws IllegalArgumentException if one may not stand in a message, naming it
     */
    public static Message of(@Nullable Object... elements) {
        for (int i = 0; i < elements.length; i++) {
            Object element = elements[i];
            if (element instanceof String || element instanceof PortId) {
                continue;
            }
            if (element instanceof Address address) {
                elements[i] = address.id();
            } else if (element instanceof Ref<?> ref) {
                elements[i] = ref.id();
            } else if (!Values.isPlain(element)) { // or each number would make a text for an error that it is not
                Values.check(element, "element " + i);
            }
        }
        return new Message(elements);
    }

    /**
     * Makes a message of the elements of a list.
     *
     * @throws IllegalArgumentException if one may not stand in a message, naming it
     */
    public static Message fromList(List<? extends @Nullable Object> elements) {
        return of(elements.toArray());
    }

    /**
     * For the runtime: a message of an object, a record for one, which stays as it is until somebody asks for elements.
     *
     * @param form how the object becomes elements; it has checked that it can
     */
    public static Message ofContent(Object content, Form form) {
        return new ContentMessage(content, form);
    }

    /** How an object becomes the elements of a message. <b>Threads:</b> any. */
    public interface Form {

        /** The first element of all such messages. */
        String tag();

        /** All elements of the message that this object makes; the same each time. */
        @Nullable
        Object[] elements(Object content);
    }

    /** For the runtime: the object that this message was made of, null if it was made of elements. */
    public @Nullable Object content() {
        return null;
    }

    /** For the runtime: the same message, made of its elements, as it goes to other nodes. */
    public Message inListForm() {
        return this;
    }

    @Nullable
    Object[] elements() {
        assert elements != null : "made of an object";
        return elements;
    }

    /** How many elements there are, the tag included. */
    public final int size() {
        return elements().length;
    }

    /** The tag: the first element as text (a number in its decimal form), or the empty text when there is none. */
    public String tag() {
        @Nullable Object[] all = elements();
        if (all.length == 0) {
            return "";
        }
        Object first = all[0];
        if (first instanceof String s) {
            return s;
        }
        if (first instanceof Number || first instanceof Boolean) {
            return first.toString();
        }
        String text = Values.asText(first);
        return text == null ? "" : text;
    }

    /** Whether there is a first element whose text is this. */
    public boolean hasTag(String tag) {
        @Nullable Object[] all = elements();
        return all.length > 0 && (all[0] instanceof String s ? s.equals(tag) : hasOddTag(all[0], tag));
    }

    private boolean hasOddTag(@Nullable Object first, String tag) {
        return (first instanceof Number || first instanceof Boolean || Values.asText(first) != null)
                && tag().equals(tag);
    }

    /** The element as it is; null where the message has null (Perl's undef). */
    public final @Nullable Object value(int index) {
        @Nullable Object[] all = elements();
        if (index < 0 || index >= all.length) {
            throw new MessageShapeException("there is no element " + index + " in " + this);
        }
        return all[index];
    }

    /** Whether the message has this element and it is not null. */
    public final boolean has(int index) {
        @Nullable Object[] all = elements();
        return index >= 0 && index < all.length && all[index] != null;
    }

    /** A text; numbers and booleans in their text form, octets as Latin-1. */
    public final String string(int index) {
        Object value = value(index);
        String text = Elements.text(value);
        if (text == null) {
            throw notA("text", index, value);
        }
        return text;
    }

    /** An integer of 32 bits, also from an exact decimal text. */
    public final int integer(int index) {
        long value = longInteger(index);
        if (value != (int) value) {
            throw notA("32-bit integer", index, value);
        }
        return (int) value;
    }

    /** An integer of 64 bits, also from an exact decimal text. */
    public final long longInteger(int index) {
        Object value = value(index);
        if (value instanceof Integer i) {
            return i;
        }
        Long exact = Elements.longInteger(value);
        if (exact == null) {
            throw notA(Elements.decimal(value) == null ? "number" : "64-bit integer", index, value);
        }
        return exact;
    }

    /** A number as a double, also from a decimal text. */
    public final double real(int index) {
        return value(index) instanceof Double d ? d : decimal(index).doubleValue();
    }

    /** A number, exact, also from a decimal text. */
    public final BigDecimal decimal(int index) {
        Object value = value(index);
        BigDecimal decimal = Elements.decimal(value);
        if (decimal == null) {
            throw notA("number", index, value);
        }
        return decimal;
    }

    /**
     * A truth value, as Perl says them: true is true, "true", "1" and every number but zero; false is false, "false", "0",
     * the empty text, zero and null.
     */
    public final boolean bool(int index) {
        Object value = value(index);
        Boolean truth = value == null ? Boolean.FALSE : Elements.truth(value);
        if (truth == null) {
            throw notA("truth value", index, value);
        }
        return truth;
    }

    /**
     * Octets, also from a text of characters U+0000 to U+00FF, one per octet. The array may be shared with other
     * receivers: it is for reading.
     */
    public final byte[] bytes(int index) {
        Object value = value(index);
        byte[] octets = Elements.octets(value);
        if (octets == null && value instanceof String) {
            throw new MessageShapeException("element " + index + " has characters above U+00FF, which are not octets");
        }
        if (octets == null) {
            throw notA("sequence of octets", index, value);
        }
        return octets;
    }

    /** A port id, also from its text form. */
    public final PortId port(int index) {
        PortId port = Elements.port(value(index));
        if (port == null) {
            throw notA("port id", index, value(index));
        }
        return port;
    }

    /** The reason of an end, also from its list of values. */
    public final KillReason reason(int index) {
        KillReason reason = Elements.reason(value(index));
        if (reason == null) {
            throw notA("kill reason", index, value(index));
        }
        return reason;
    }

    /** A list, for reading. */
    public final List<@Nullable Object> list(int index) {
        List<? extends @Nullable Object> list = Elements.list(value(index));
        if (list == null) {
            throw notA("list", index, value(index));
        }
        return Collections.unmodifiableList(list);
    }

    /** A map, for reading. */
    public final Map<String, @Nullable Object> map(int index) {
        if (value(index) instanceof Map<?, ?> map) {
            @SuppressWarnings("unchecked") // the keys were checked when the message was made
            Map<String, @Nullable Object> typed = (Map<String, @Nullable Object>) map;
            return Collections.unmodifiableMap(typed);
        }
        throw notA("map", index, value(index));
    }

    /** All elements from this index on, as a list for reading; empty when there are none. */
    public final List<@Nullable Object> from(int index) {
        return index >= elements().length
                ? List.of()
                : Collections.unmodifiableList(Arrays.asList(elements()).subList(index, elements().length));
    }

    /** All elements, as a list for reading. */
    public final List<@Nullable Object> toList() {
        return from(0);
    }

    /** A message with these elements after those of this one. */
    public final Message with(@Nullable Object... more) {
        @Nullable Object[] mine = elements();
        @Nullable Object[] all = new Object[mine.length + more.length]; // no copy of ours, which may be of texts alone
        System.arraycopy(mine, 0, all, 0, mine.length);
        System.arraycopy(more, 0, all, mine.length, more.length);
        return of(all);
    }

    /** About how many bytes of heap this message keeps; for limits. */
    public final long estimatedBytes() {
        long sum = 56;
        for (Object element : elements()) {
            sum += 4 + Values.estimatedBytes(element);
        }
        return sum;
    }

    private MessageShapeException notA(String wanted, int index, @Nullable Object value) {
        return new MessageShapeException("element " + index + " is no " + wanted + ": " + Values.text(value));
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof Message that && Values.equal(toList(), that.toList());
    }

    @Override
    public final int hashCode() {
        return Values.hash(toList());
    }

    /** For people and logs: like JSON, long values shortened. */
    @Override
    public final String toString() {
        return Values.text(toList());
    }
}
