package io.loommp.record;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/* A component that may have nothing: @Nullable, then it is null, or an Optional, then that is empty. An element of null. */
final class AbsentForm extends ElementForm {
    private final ElementForm present;
    private final boolean wrapped;

    /** With {@code wrapped} the values are Optionals. */
    AbsentForm(ElementForm present, boolean wrapped) {
        this.present = present;
        this.wrapped = wrapped;
    }

    @Override
    boolean mayBeNull() {
        return !wrapped;
    }

    @Override
    @Nullable
    Object valueOfNull() {
        return wrapped ? Optional.empty() : null;
    }

    @Override
    @Nullable
    Refusal checkValue(Object value, int depth) {
        Object inner = inner(value);
        return inner == null ? null : present.checkValue(inner, depth);
    }

    @Override
    @Nullable
    Object element(Object value) {
        return present.write(inner(value));
    }

    private @Nullable Object inner(Object value) {
        return wrapped ? ((Optional<?>) value).orElse(null) : value;
    }

    @Override
    @Nullable
    Object value(Object element) {
        Object value = present.value(element);
        return wrapped && value != null && !isMismatch(value) ? Optional.of(value) : value;
    }

    @Override
    Kind kind() {
        return present.kind();
    }

    /** What it is when there is something. */
    ElementForm present() {
        return present;
    }

    @Override
    String describe(Labels labels) {
        return present.describe(labels);
    }
}
