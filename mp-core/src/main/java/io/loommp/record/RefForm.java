package io.loommp.record;

import io.loommp.Elements;
import io.loommp.PortId;
import io.loommp.Ref;
import java.util.List;
import org.jspecify.annotations.Nullable;

/* A typed address: on the wire a port id. */
final class RefForm extends ElementForm {
    private final List<String> tags;

    /** With the tags of what the port accepts, for the description; empty if it does not say. */
    RefForm(List<String> tags) {
        this.tags = tags;
    }

    @Override
    @Nullable
    Refusal checkValue(Object value, int depth) {
        return null;
    }

    @Override
    Object element(Object value) {
        return ((Ref<?>) value).id();
    }

    @Override
    Object value(Object element) {
        PortId id = Elements.port(element);
        return id == null ? MISMATCH : new Ref<>(id);
    }

    @Override
    Kind kind() {
        return Kind.TEXT;
    }

    @Override
    String describe(Labels labels) {
        return tags.isEmpty() ? "port" : "port for " + String.join("|", tags);
    }
}
