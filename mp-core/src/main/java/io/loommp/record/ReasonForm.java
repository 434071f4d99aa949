package io.loommp.record;

import io.loommp.Elements;
import io.loommp.KillReason;
import org.jspecify.annotations.Nullable;

/* A kill reason, which travels as its list of values; or one of the system's, by its own type. */
final class ReasonForm extends ElementForm {
    private final Class<?> type;

    ReasonForm(Class<?> type) {
        this.type = type;
    }

    @Override
    @Nullable
    Refusal checkValue(Object value, int depth) {
        return null;
    }

    @Override
    Object element(Object value) {
        return value;
    }

    @Override
    Object value(Object element) {
        KillReason reason = Elements.reason(element);
        return type.isInstance(reason) && reason != null ? reason : MISMATCH;
    }

    @Override
    Kind kind() {
        return Kind.LIST;
    }

    @Override
    String describe(Labels labels) {
        return type == KillReason.class ? "kill reason" : "kill reason " + SnakeCase.of(type.getSimpleName());
    }
}
