package io.loommp.server;

/**
 * A question to a {@link Server}: a record that names the type of its reply.
 *
 * <pre>{@code
 * record Take(String item, int count) implements Call<Taken> {}
 * record Taken(int left) {}
 * }</pre>
 *
 * <p>It travels as the record does, with one more element, the address for the reply: what AnyEvent::MP's {@code cal} sends.
 *
 * @param <R> the reply: a record or a sealed interface of records
 */
@SuppressWarnings("unused") // the type of the reply is read by reflection
public interface Call<R> {}
