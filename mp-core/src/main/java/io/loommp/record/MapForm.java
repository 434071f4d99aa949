package io.loommp.record;

import io.loommp.Elements;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/* A map with text keys whose values have one form. */
final class MapForm extends ElementForm {
    private final ElementForm item;

    MapForm(ElementForm item) {
        this.item = item;
    }

    @Override
    @Nullable
    Refusal checkValue(Object value, int depth) {
        if (depth >= Elements.DEPTH_MAX) {
            return Refusal.ofDepth();
        }
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                return new Refusal(" has a key that is not a text: " + entry.getKey());
            }
            Refusal refusal = item.check(entry.getValue(), depth + 1);
            if (refusal != null) {
                return refusal.at("." + key);
            }
        }
        return null;
    }

    @Override
    Object element(Object value) {
        Map<String, @Nullable Object> elements = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((key, each) -> elements.put((String) key, item.write(each)));
        return elements;
    }

    @Override
    Object value(Object element) {
        if (!(element instanceof Map<?, ?> elements)) {
            return MISMATCH;
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : elements.entrySet()) {
            Object value = item.read(entry.getValue());
            if (isMismatch(value)) {
                return MISMATCH;
            }
            values.put((String) entry.getKey(), value);
        }
        return Collections.unmodifiableMap(values);
    }

    @Override
    Kind kind() {
        return Kind.MAP;
    }

    @Override
    String describe(Labels labels) {
        return "map of " + item.describe(labels) + (item.isOptional() ? " or null" : "");
    }
}
