package io.loommp.loom.agent;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.manage.BusReader;
import io.loommp.manage.Event;
import io.loommp.record.Unwrap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sinks of an agent, in the order in which they were declared; which of them an input of the bus may be for is found once
 * for each class.
 *
 * <p><b>Threads:</b> any.
 */
final class Sinks<S> implements BusInbox.Wish {
    private final List<Entry<S, ?>> entries;
    private final @Nullable Set<PortId> messagesOf;

    private final ClassValue<List<Entry<S, ?>>> fitting = new ClassValue<>() {
        @Override
        protected List<Entry<S, ?>> computeValue(Class<?> type) {
            return entries.stream()
                    .filter(entry -> entry.type.isAssignableFrom(type))
                    .toList();
        }
    };

    /** A sink, and the type of its inputs. */
    static final class Entry<S, T> {
        private final Class<T> type;
        private final Sink<S, ? super T> sink;
        private final boolean converts;

        Entry(Class<T> type, Sink<S, ? super T> sink) {
            this.type = type;
            this.sink = sink;
            this.converts =
                    !Event.class.isAssignableFrom(type) && Unwrap.isOfRecords(type); // what others say is no event
        }

        private @Nullable Action offer(Object input, boolean ofMailbox, AgentContext<S> context) throws Exception {
            T value = ofMailbox && input instanceof Message message
                    ? Unwrap.as(message, type, converts)
                    : type.cast(input);
            return value == null
                    ? null
                    : Objects.requireNonNull(
                            sink.handle(value, context),
                            () -> "what the sink for " + type.getName() + " of agent " + context.id() + " returns");
        }
    }

    /** With null as the ports, messages of all are wanted. */
    Sinks(List<Entry<S, ?>> entries, @Nullable Set<PortId> messagesOf) {
        this.entries = List.copyOf(entries);
        this.messagesOf = messagesOf;
    }

    @Override
    public boolean isOfSome() {
        return messagesOf != null;
    }

    @Override
    public boolean ofSend(PortId from, PortId to) {
        return messagesOf == null || messagesOf.contains(from) || messagesOf.contains(to);
    }

    @Override
    public boolean ofReceive(PortId to) {
        return messagesOf == null || messagesOf.contains(to);
    }

    @Override
    public long interests() {
        long mask = 0;
        for (Entry<S, ?> entry : entries) {
            for (Event.Kind kind : Event.Kind.values()) {
                if (entry.type.isAssignableFrom(kind.type())) {
                    mask |= kind.mask();
                }
            }
            if (!Event.class.isAssignableFrom(entry.type)) {
                mask |= BusReader.VALUES;
            }
        }
        return mask;
    }

    /** Told of the state before each sink and after one that skipped. */
    interface Turns {
        /** A sink begins. */
        void begins();

        /** It has skipped, and changed nothing. */
        void skipped();
    }

    /** What the first sink does that takes the input; null if none does. */
    @Nullable
    Action offer(Object input, boolean ofMailbox, AgentContext<S> context, Turns turns) throws Exception {
        List<Entry<S, ?>> candidates = ofMailbox && input instanceof Message ? entries : fitting.get(input.getClass());
        for (Entry<S, ?> entry : candidates) {
            turns.begins();
            Action action = entry.offer(input, ofMailbox, context);
            if (action == Action.Skip.SKIP) {
                turns.skipped();
            } else if (action != null) {
                return action;
            }
        }
        return null;
    }
}
