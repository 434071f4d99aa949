package io.loommp.record;

import io.loommp.Elements;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/* A list whose elements have one form. */
final class ListForm extends ElementForm {
    private final ElementForm item;

    ListForm(ElementForm item) {
        this.item = item;
    }

    /** The form of each element. */
    ElementForm item() {
        return item;
    }

    @Override
    @Nullable
    Refusal checkValue(Object value, int depth) {
        return depth >= Elements.DEPTH_MAX ? Refusal.ofDepth() : checkItems(value, depth + 1);
    }

    /** Checks the items of a list that stand at this depth. */
    @Nullable
    Refusal checkItems(Object value, int depth) {
        int i = 0;
        for (Object each : (List<?>) value) {
            Refusal refusal = item.check(each, depth);
            if (refusal != null) {
                return refusal.at("[" + i + "]");
            }
            i++;
        }
        return null;
    }

    @Override
    List<@Nullable Object> element(Object value) {
        List<?> values = (List<?>) value;
        List<@Nullable Object> elements = new ArrayList<>(values.size());
        for (Object each : values) {
            elements.add(item.write(each));
        }
        return elements;
    }

    @Override
    Object value(Object element) {
        List<? extends @Nullable Object> elements = Elements.list(element);
        return elements == null ? MISMATCH : values(elements.iterator());
    }

    /** A list of what is left, or {@link #MISMATCH}. */
    Object values(Iterator<? extends @Nullable Object> elements) {
        List<@Nullable Object> values = new ArrayList<>();
        while (elements.hasNext()) {
            Object value = item.read(elements.next());
            if (isMismatch(value)) {
                return MISMATCH;
            }
            values.add(value);
        }
        return Collections.unmodifiableList(values);
    }

    @Override
    Kind kind() {
        return Kind.LIST;
    }

    @Override
    String describe(Labels labels) {
        return "list of " + describeItem(labels);
    }

    String describeItem(Labels labels) {
        return item.describe(labels) + (item.isOptional() ? " or null" : "");
    }
}
