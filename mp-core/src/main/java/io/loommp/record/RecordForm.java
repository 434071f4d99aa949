package io.loommp.record;

import io.loommp.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/* A record as a list: its tag, then its components in their order. */
final class RecordForm implements Message.Form {
    private final Class<?> type;
    private final String tag;
    private final RecordAccess access;
    private final List<String> names;

    /* Set once, by the survey that makes this: a record may contain itself. */
    private ElementForm[] components = {};
    private @Nullable ListForm rest;

    RecordForm(Class<?> type, String tag, List<String> names) {
        this.type = type;
        this.tag = tag;
        this.access = new RecordAccess(type);
        this.names = names;
    }

    /** Sets the forms of the components; with a rest, that of the last one is {@code rest}. */
    void components(List<ElementForm> forms, @Nullable ListForm itsRest) {
        components = forms.toArray(new ElementForm[0]);
        rest = itsRest;
    }

    Class<?> type() {
        return type;
    }

    @Override
    public String tag() {
        return tag;
    }

    /** How many components there are, the rest included. */
    int size() {
        return names.size();
    }

    /** The forms of all components but the rest. */
    List<ElementForm> components() {
        return Arrays.asList(components);
    }

    /** The form of each element of the rest; null if there is no rest. */
    @Nullable
    ElementForm restItem() {
        return rest == null ? null : rest.item();
    }

    /** Why this record cannot be sent, at this depth; null if it can. */
    @Nullable
    Refusal check(Object record, int depth) {
        for (int i = 0; i < components.length; i++) {
            Refusal refusal = access.isPlain(record, i) ? null : components[i].check(access.get(record, i), depth);
            if (refusal != null) {
                return refusal.at("." + names.get(i));
            }
        }
        if (rest != null) {
            Object more = access.get(record, components.length);
            Refusal refusal = more == null ? Refusal.ofNull() : rest.checkItems(more, depth);
            return refusal == null ? null : refusal.at("." + names.getLast());
        }
        return null;
    }

    @Override
    public @Nullable Object[] elements(Object record) {
        return list(record).toArray();
    }

    /** The record as a list of elements; it has been checked. */
    List<@Nullable Object> list(Object record) {
        List<@Nullable Object> elements = new ArrayList<>(1 + components.length);
        elements.add(tag);
        for (int i = 0; i < components.length; i++) {
            elements.add(components[i].write(access.get(record, i)));
        }
        Object more = rest == null ? null : access.get(record, components.length);
        if (rest != null && more != null) {
            elements.addAll(rest.element(more));
        }
        return elements;
    }

    /** A record of what comes after the tag; null if that does not fit. */
    @Nullable
    Object read(Iterator<? extends @Nullable Object> elements) {
        @Nullable Object[] values = new Object[names.size()];
        for (int i = 0; i < components.length; i++) {
            Object value = components[i].read(elements.hasNext() ? elements.next() : null);
            if (ElementForm.isMismatch(value)) {
                return null;
            }
            values[i] = value;
        }
        if (rest != null) {
            Object more = rest.values(elements);
            if (ElementForm.isMismatch(more)) {
                return null;
            }
            values[components.length] = more;
        }
        return access.make(values);
    }

    String describe(Labels labels) {
        StringBuilder line = new StringBuilder("[\"").append(tag).append('"');
        for (int i = 0; i < components.length; i++) {
            line.append(", ")
                    .append(names.get(i))
                    .append(components[i].isOptional() ? "?: " : ": ")
                    .append(components[i].describe(labels));
        }
        if (rest != null) {
            line.append(", ...").append(names.getLast()).append(": ").append(rest.describeItem(labels));
        }
        return line.append(']').toString();
    }
}
