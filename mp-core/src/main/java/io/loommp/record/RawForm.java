package io.loommp.record;

import io.loommp.Elements;
import org.jspecify.annotations.Nullable;

/* A component of type Object: any element, as it is. */
final class RawForm extends ElementForm {

    @Override
    @Nullable
    Refusal checkValue(Object value, int depth) {
        try {
            Elements.check(value, depth);
            return null;
        } catch (IllegalArgumentException e) {
            return new Refusal(String.valueOf(e.getMessage()));
        }
    }

    @Override
    Object element(Object value) {
        return value;
    }

    @Override
    Object value(Object element) {
        return element;
    }

    @Override
    Kind kind() {
        return Kind.ANY;
    }

    @Override
    String describe(Labels labels) {
        return "anything";
    }
}
