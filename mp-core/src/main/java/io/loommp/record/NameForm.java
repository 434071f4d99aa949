package io.loommp.record;

import io.loommp.Elements;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/* An enum, by the names of its constants. */
final class NameForm extends ElementForm {
    private final Map<String, Object> constants;

    NameForm(Class<?> type) {
        constants = Arrays.stream((Enum<?>[]) type.getEnumConstants())
                .collect(Collectors.toMap(Enum::name, c -> c, (a, b) -> a, LinkedHashMap::new));
    }

    boolean sharesNamesWith(NameForm other) {
        return !Collections.disjoint(constants.keySet(), other.constants.keySet());
    }

    @Override
    @Nullable
    Refusal checkValue(Object value, int depth) {
        return null;
    }

    @Override
    Object element(Object value) {
        return ((Enum<?>) value).name();
    }

    @Override
    Object value(Object element) {
        String name = Elements.text(element);
        return name == null ? MISMATCH : constants.getOrDefault(name, MISMATCH);
    }

    @Override
    Kind kind() {
        return Kind.NAME;
    }

    @Override
    String describe(Labels labels) {
        return "one of " + String.join("|", constants.keySet());
    }
}
