package io.loommp.testkit;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What becomes of a message that travels: a copy in which port ids are texts, reasons lists, and nothing is shared. */
final class ListForm {
    private ListForm() {}

    static Message copy(Message message) {
        return Message.fromList(copy(message.toList()));
    }

    private static List<@Nullable Object> copy(List<? extends @Nullable Object> list) {
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        list.forEach(element -> copy.add(copyOf(element)));
        return copy;
    }

    private static @Nullable Object copyOf(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case PortId id -> id.toString();
            case KillReason reason -> copy(reason.toList());
            case byte[] octets -> octets.clone();
            case List<?> list -> copy(list);
            case Map<?, ?> map -> {
                Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
                map.forEach((key, element) -> copy.put(key, copyOf(element)));
                yield copy;
            }
            default -> value; // texts, numbers and booleans cannot be changed
        };
    }
}
