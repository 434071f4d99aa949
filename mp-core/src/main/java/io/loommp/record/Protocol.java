package io.loommp.record;

import io.loommp.Address;
import io.loommp.Message;
import io.loommp.Ref;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How records of one type are messages: {@code new WriteFile("a", 2)} is {@code ["write_file", "a", 2]}. The type is a
 * record or a sealed interface of records.
 *
 * <p>The tag is the simple name of the record in snake case, or what {@link Tag} says; then come the components in their
 * order. A component is a String, a primitive or its box, BigInteger, BigDecimal, {@code byte[]}, {@link io.loommp.PortId},
 * {@link io.loommp.Ref}, {@link io.loommp.KillReason}, an enum (by name), a Duration or Instant (as ISO text), a List, a Map
 * with text keys, an Optional, another record or sealed interface (a list led by a tag again), or an Object, which is any
 * element as it is. Any of them may be JSpecify's {@code @Nullable}.
 *
 * <p>Reading is as lenient as Perl: numbers and exact decimal texts are the same, and {@code true}, {@code 1} and
 * {@code "1"}. Elements that are null or missing at the end are {@code null} or empty where the component is nullable or an
 * Optional. Further elements are ignored, or taken by {@link Rest}. What does not fit is no match; so is what the record's
 * own constructor refuses. No class is ever chosen by a name that comes from elsewhere.
 *
 * <p>Within a process a record is handed over as it is, not copied; nothing in it may be changed after the send.
 *
 * <p><b>Threads:</b> any. <b>Failures:</b> a type that cannot be mapped is refused when it is first used, with an
 * {@link IllegalArgumentException} that names the type, the component and what may stand there. Two records of a sealed
 * interface that could be taken for each other are refused, too.
 */
public final class Protocol<T> {
    private static final ClassValue<Protocol<?>> PROTOCOLS = new ClassValue<>() {
        @Override
        protected Protocol<?> computeValue(Class<?> type) {
            return new Protocol<>(type);
        }
    };

    private final Class<T> type;
    private final @Nullable SetForm form; // null for the protocol of Message, which takes everything as it is

    private Protocol(Class<T> type) {
        this.type = type;
        this.form = type == Message.class ? null : Survey.of(type);
    }

    /**
     * The protocol of a record, or of a sealed interface of records. That of {@link Message} takes every message, as it is.
     *
     * @throws IllegalArgumentException if it cannot be mapped, saying why
     */
    @SuppressWarnings("unchecked") // made from the class it is found under
    public static <T> Protocol<T> of(Class<T> type) {
        return (Protocol<T>) PROTOCOLS.get(Objects.requireNonNull(type, "type"));
    }

    /** The record or interface whose protocol this is. */
    public Class<T> type() {
        return type;
    }

    /** The tags of all its messages, sorted; none for {@link Message}. */
    public Set<String> tags() {
        return form == null ? Set.of() : Collections.unmodifiableSet(form.tags());
    }

    /**
     * The message that a record is, by the protocol of its own class; or a message, as it is.
     *
     * @throws IllegalArgumentException if it is neither, or holds what no message can carry, naming it
     */
    public static Message messageOf(Object recordOrMessage) {
        Objects.requireNonNull(recordOrMessage, "null is neither a record nor a Message");
        if (recordOrMessage instanceof Message message) {
            return message;
        }
        if (!Records.isRecord(recordOrMessage)) {
            throw new IllegalArgumentException("neither a record nor a Message: "
                    + recordOrMessage.getClass().getName() + ' ' + recordOrMessage);
        }
        return messageOf(recordOrMessage, recordOrMessage.getClass());
    }

    private static <R> Message messageOf(Object value, Class<R> type) {
        return of(type).message(type.cast(value));
    }

    /**
     * The message that a record is.
     *
     * @throws IllegalArgumentException if a component holds what no message can carry, naming it
     */
    public Message message(T value) {
        if (form == null) {
            return (Message) value;
        }
        RecordForm record = form.formOf(value);
        Refusal refusal = record.check(value, 0);
        if (refusal != null) {
            throw refusal.toException(record.type().getSimpleName());
        }
        return Message.ofContent(value, record);
    }

    /**
     * The record that a message is; null if it is none of this type. A message that was made of such a record gives that
     * very record.
     */
    public @Nullable T read(Message message) {
        if (form == null) {
            return type.cast(message);
        }
        Object content = message.content();
        return type.cast(type.isInstance(content) ? content : form.read(message));
    }

    /** The typed address of a port that accepts these messages. */
    public Ref<T> ref(Address port) {
        return Ref.of(port);
    }

    /**
     * The form of all messages, one to a line and sorted by tag, then, indented, of the records that stand in them. Meant
     * to be kept as a file that a test compares, so that nobody changes what is on the wire without being told.
     *
     * <p>{@code name?} may be null, or missing at the end; {@code ...name} is what comes after all others. The names of
     * components do not travel.
     */
    public String describe() {
        return form == null ? "" : new Labels().describe(form.records());
    }

    @Override
    public String toString() {
        return "protocol of " + type.getName();
    }
}
