package io.loommp.kernel;

import io.loommp.Message;
import io.loommp.record.Protocol;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A family's content as records of a type; what is none is not seen. Records are made when somebody looks. */
final class TypedMap<T> extends AbstractMap<String, T> {
    private final Map<String, @Nullable Object> values;
    private final Protocol<T> protocol;

    TypedMap(Map<String, @Nullable Object> values, Protocol<T> protocol) {
        this.values = values;
        this.protocol = protocol;
    }

    private @Nullable T read(@Nullable Object value) {
        return value instanceof List<?> list ? protocol.read(Message.fromList(list)) : null;
    }

    @Override
    public @Nullable T get(@Nullable Object key) {
        return read(values.get(key));
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    private Stream<Map.Entry<String, T>> records() {
        return values.entrySet().stream().flatMap(entry -> {
            T read = read(entry.getValue());
            return read == null ? Stream.empty() : Stream.of(Map.entry(entry.getKey(), read));
        });
    }

    @Override
    public Set<Map.Entry<String, T>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, T>> iterator() {
                return records().iterator();
            }

            @Override
            public int size() {
                return (int) records().count();
            }
        };
    }
}
