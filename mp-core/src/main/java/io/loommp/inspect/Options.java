package io.loommp.inspect;

import io.loommp.Elements;
import io.loommp.manage.LogText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a request asks for in detail: a map of the asker's choice, of which nothing is believed before it is looked at. */
final class Options {
    private static final int TEXT_CHARS_MAX = 4 << 10;
    private static final int LIST_MAX = 1000;

    private final Map<?, ?> given;

    /** @throws Refusal if it is no map, or has something in it that is not known */
    Options(@Nullable Object value, Set<String> known) throws Refusal {
        if (!(value instanceof Map<?, ?> map)) {
            throw Refusal.arguments("the first argument must be a map of options");
        }
        for (Object key : map.keySet()) {
            if (!(key instanceof String text && known.contains(text))) {
                throw Refusal.arguments("there is no option \"%s\"; there are %s"
                        .formatted(LogText.escape(String.valueOf(key)), new TreeSet<>(known)));
            }
        }
        given = map;
    }

    /** A number within these bounds; this one if there is none. */
    int number(String key, int otherwise, int min, int max) throws Refusal {
        Object value = given.get(key);
        if (value == null) {
            return otherwise;
        }
        Long number = value instanceof Number ? Elements.longInteger(value) : null;
        if (number == null || number < min || number > max) {
            throw wrong(key, "must be a whole number from %d to %d".formatted(min, max));
        }
        return (int) (long) number;
    }

    /** A text; this one if there is none. */
    String text(String key, String otherwise) throws Refusal {
        Object value = given.get(key);
        return value == null ? otherwise : text(key, value);
    }

    /** A text that has to be there. */
    String text(String key) throws Refusal {
        Object value = given.get(key);
        if (value == null) {
            throw wrong(key, "is missing");
        }
        return text(key, value);
    }

    private static String text(String key, @Nullable Object value) throws Refusal {
        if (!(value instanceof String text) || text.length() > TEXT_CHARS_MAX) {
            throw wrong(key, "must be a text of at most %d characters".formatted(TEXT_CHARS_MAX));
        }
        return text;
    }

    /** One of these texts; the first if there is none. */
    <T extends Enum<T>> T choice(String key, T otherwise, Class<T> choices) throws Refusal {
        String text = text(key, otherwise.name().toLowerCase(Locale.ROOT));
        for (T choice : choices.getEnumConstants()) {
            if (choice.name().equalsIgnoreCase(text)) {
                return choice;
            }
        }
        throw wrong(
                key,
                "must be one of "
                        + List.of(choices.getEnumConstants()).toString().toLowerCase(Locale.ROOT));
    }

    /** Yes or no; no if nothing is said. */
    boolean flag(String key) throws Refusal {
        Object value = given.get(key);
        Boolean truth = value == null ? Boolean.FALSE : Elements.truth(value);
        if (truth == null) {
            throw wrong(key, "must be true or false");
        }
        return truth;
    }

    /** Texts, at least one. */
    List<String> texts(String key) throws Refusal {
        if (!(given.get(key) instanceof List<?> list) || list.isEmpty() || list.size() > LIST_MAX) {
            throw wrong(key, "must be a list of 1 to %d texts".formatted(LIST_MAX));
        }
        for (Object each : list) {
            String ignored = text(key, each);
        }
        return list.stream().map(String.class::cast).toList();
    }

    /** What may stand in a message. */
    @Nullable
    Object value(String key) {
        return given.get(key);
    }

    private static Refusal wrong(String key, String why) {
        return Refusal.arguments("the option \"%s\" %s".formatted(key, why));
    }
}
