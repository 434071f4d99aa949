package io.loommp.record;

import io.loommp.Elements;
import io.loommp.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/*
 * The records that a sealed interface permits, or one record. Which one a list is, is chosen by its tag; of several with one
 * tag the one with the most components is tried first, then the others, and the first that fits is it.
 */
final class SetForm extends ElementForm {
    private final Class<?> type;

    /* Filled once, by the survey that makes this: a record may contain its own set. */
    private final Map<Class<?>, RecordForm> byClass = new HashMap<>();
    private final TreeMap<String, List<RecordForm>> byTag = new TreeMap<>();

    SetForm(Class<?> type) {
        this.type = type;
    }

    void add(RecordForm form) {
        byClass.put(form.type(), form);
        List<RecordForm> same = byTag.computeIfAbsent(form.tag(), tag -> new ArrayList<>(1));
        same.add(form);
        same.sort(Comparator.comparingInt(RecordForm::size).reversed());
    }

    /** @throws IllegalArgumentException if what is sent as one record may be read as another */
    void checkApart() {
        for (List<RecordForm> same : byTag.values()) {
            for (int later = 1; later < same.size(); later++) {
                for (int earlier = 0; earlier < later; earlier++) {
                    if (Likeness.mayTake(same.get(earlier), same.get(later))) {
                        throw new IllegalArgumentException(
                                ("%s and %s of %s cannot be told apart: both are [\"%s\", …], and what is sent as the"
                                                + " second may be read as the first; give one of them another @Tag")
                                        .formatted(
                                                same.get(earlier).type().getName(),
                                                same.get(later).type().getName(),
                                                type.getName(),
                                                same.get(later).tag()));
                    }
                }
            }
        }
    }

    Set<String> tags() {
        return byTag.navigableKeySet();
    }

    /** All records, by tag, and then in the order in which they are tried. */
    Collection<RecordForm> records() {
        return byTag.values().stream().flatMap(List::stream).toList();
    }

    /** The form of a record of this set. */
    RecordForm formOf(Object record) {
        RecordForm form = byClass.get(record.getClass());
        if (form == null) {
            throw new IllegalArgumentException(
                    "no " + type.getName() + ": " + record.getClass().getName());
        }
        return form;
    }

    /** The record that a message is; null if it is none of these. */
    @Nullable
    Object read(Message message) {
        List<RecordForm> candidates = byTag.get(message.tag());
        return candidates == null ? null : first(candidates, message.toList());
    }

    private static @Nullable Object first(List<RecordForm> candidates, List<? extends @Nullable Object> elements) {
        for (RecordForm candidate : candidates) {
            Iterator<? extends @Nullable Object> components = elements.iterator();
            components.next(); // the tag
            Object record = candidate.read(components);
            if (record != null) {
                return record;
            }
        }
        return null;
    }

    @Override
    @Nullable
    Refusal checkValue(Object value, int depth) {
        return depth >= Elements.DEPTH_MAX ? Refusal.ofDepth() : formOf(value).check(value, depth + 1);
    }

    @Override
    Object element(Object value) {
        return formOf(value).list(value);
    }

    @Override
    Object value(Object element) {
        if (!(element instanceof List<?> list) || list.isEmpty()) {
            return MISMATCH;
        }
        String tag = Elements.text(list.getFirst());
        List<RecordForm> candidates = tag == null ? null : byTag.get(tag);
        Object record = candidates == null ? null : first(candidates, list);
        return record == null ? MISMATCH : record;
    }

    @Override
    Kind kind() {
        return Kind.TAGGED;
    }

    @Override
    String describe(Labels labels) {
        String all = records().stream().map(labels::of).collect(Collectors.joining(" or "));
        return byClass.size() == 1 ? all : "(" + all + ")";
    }
}
