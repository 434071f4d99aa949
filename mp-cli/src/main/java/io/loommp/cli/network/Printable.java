package io.loommp.cli.network;

import io.loommp.KillReason;
import io.loommp.net.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What comes from elsewhere, fit for one line of a terminal: what would control it, end the line or change the direction of
 * writing is written as {@code \}{@code uXXXX}. Nothing is cut: a user asked for it.
 */
public final class Printable {
    private static final Pattern HARMFUL =
            Pattern.compile("[\\p{Cntrl}\\x80-\\x9f\\u2028\\u2029\\p{Cf}]|\\p{Cs}", Pattern.UNICODE_CHARACTER_CLASS);

    private Printable() {}

    /** A text. */
    public static String text(String text) {
        return HARMFUL.matcher(text)
                .replaceAll(found ->
                        found.group().chars().mapToObj("\\\\u%04X"::formatted).collect(Collectors.joining()));
    }

    /** A value, as JSON. */
    public static String value(@Nullable Object value) {
        return text(Json.write(forPeople(value)));
    }

    /** Numbers without an exponent, as far as that is shorter. */
    private static @Nullable Object forPeople(@Nullable Object value) {
        return switch (value) {
            case Double number when Double.isFinite(number) -> BigDecimal.valueOf(number);
            case KillReason reason -> forPeople(reason.toList());
            case List<?> list -> {
                List<@Nullable Object> all = new ArrayList<>();
                list.forEach(element -> all.add(forPeople(element)));
                yield all;
            }
            case Map<?, ?> map -> {
                Map<Object, @Nullable Object> all = new LinkedHashMap<>();
                map.forEach((key, element) -> all.put(key, forPeople(element)));
                yield all;
            }
            case null, default -> value;
        };
    }

    /** Values as a JSON array. */
    public static String list(List<? extends @Nullable Object> values) {
        return '[' + elements(values) + ']';
    }

    /** Values as a JSON array without its brackets. */
    public static String elements(List<? extends @Nullable Object> values) {
        return values.stream().map(Printable::value).collect(Collectors.joining(","));
    }
}
