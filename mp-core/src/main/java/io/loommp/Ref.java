package io.loommp;

import java.util.Objects;

/**
 * A typed address: the id of a port that accepts messages of {@code T}, a record or a sealed interface of records.
 *
 * <p>What is sent to it is checked by the compiler; {@link PortId} is the form without a type. In a message, and so on the
 * wire, it is a port id like any other: the type is what the sender believes, nobody checks it. It is no {@link Address},
 * for whatever takes one takes any message; say {@link #id()} where that is wanted.
 *
 * @param <T> what the port accepts
 * @param id the id of the port
 */
@SuppressWarnings("UnusedTypeParameter") // for the compiler of whoever sends
public record Ref<T>(PortId id) {

    /** @throws NullPointerException if there is no id */
    public Ref {
        Objects.requireNonNull(id, "id");
    }

    /** The address of a port that is known to accept {@code T}. */
    public static <T> Ref<T> of(Address address) {
        return new Ref<>(address.id());
    }

    /** The text form of the id. */
    @Override
    public String toString() {
        return id.toString();
    }
}
