package io.loommp.record;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/* How the lines of a description refer to each other: a record has one line of its own, elsewhere it is its tag. */
final class Labels {
    private final Map<Class<?>, String> labels = new LinkedHashMap<>();
    private final Map<String, Integer> used = new HashMap<>();
    private final ArrayDeque<RecordForm> waiting = new ArrayDeque<>();

    /** What stands for a record; its line is to come. */
    String of(RecordForm form) {
        return "[\"" + form.tag() + "\" …]" + suffix(form);
    }

    private String suffix(RecordForm form) {
        String known = labels.get(form.type());
        if (known == null) {
            int number = used.merge(form.tag(), 1, Integer::sum);
            known = number == 1 ? "" : "#" + number; // two classes with one tag
            labels.put(form.type(), known);
            waiting.add(form);
        }
        return known;
    }

    /** The lines of these records, and then of those that stand in them. */
    String describe(Iterable<RecordForm> messages) {
        StringBuilder text = new StringBuilder();
        messages.forEach(this::suffix);
        int left = waiting.size();
        for (RecordForm form = waiting.poll(); form != null; form = waiting.poll()) {
            text.append(left-- > 0 ? "" : "  ")
                    .append(form.describe(this))
                    .append(suffix(form))
                    .append('\n');
        }
        return text.toString();
    }
}
