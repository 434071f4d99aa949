package io.loommp.database;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as users get them: nobody can change what others see. */
final class Plain {
    private Plain() {}

    /** The value, in lists and maps that do not change. */
    static @Nullable Object frozen(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>(list.size());
                for (Object each : list) {
                    copy.add(frozen(each));
                }
                yield Collections.unmodifiableList(copy);
            }
            case Map<?, ?> map -> frozenMap(map);
            case null, default -> value;
        };
    }

    /** The map, in its order, with values that do not change. */
    static Map<String, @Nullable Object> frozenMap(Map<?, ? extends @Nullable Object> map) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, each) -> copy.put((String) key, frozen(each)));
        return Collections.unmodifiableMap(copy);
    }
}
