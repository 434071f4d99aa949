package io.loommp.net.config;

import io.loommp.net.json.Json;
import io.loommp.service.ServiceCall;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What kind of value a setting has: how it is read from JSON and from text, and how it is written.
 *
 * <p><b>Failures:</b> a value of another kind is an {@link IllegalArgumentException} that says what it should be, and is
 * completed by who knows where the value stands.
 */
public enum ValueType {
    /** A text, a {@link String}. */
    TEXT("a text") {
        @Override
        Object fromJson(@Nullable Object json) {
            return json instanceof String text ? text : refuse(json);
        }
    },

    /** A text that nobody may see, a {@link String}. */
    HIDDEN("a text") {
        @Override
        Object fromJson(@Nullable Object json) {
            if (json instanceof String text) {
                return text;
            }
            throw new IllegalArgumentException("what stands there is no text");
        }
    },

    /** The name of a file, a {@link String}. */
    FILE("the name of a file") {
        @Override
        Object fromJson(@Nullable Object json) {
            return json instanceof String text && !text.isEmpty() ? text : refuse(json);
        }
    },

    /** A {@link List} of texts; in JSON an array of texts and whole numbers, as text separated by commas. */
    TEXTS("a list of texts") {
        @Override
        Object fromJson(@Nullable Object json) {
            if (json instanceof String text) {
                return split(text);
            }
            if (!(json instanceof List<?> elements)) {
                return refuse(json);
            }
            List<String> texts = new ArrayList<>();
            for (Object element : elements) {
                if (!(element instanceof String || element instanceof Integer)) {
                    return refuse(json);
                }
                texts.addAll(split(element.toString()));
            }
            return List.copyOf(texts);
        }
    },

    /** A {@link Duration}; in JSON a number of seconds, or a text as {@code 500ms}, {@code 30s}, {@code 5m}, {@code PT30S}. */
    DURATION("a time, as 30, \"500ms\" or \"5m\"") {
        @Override
        Object fromJson(@Nullable Object json) {
            if (json instanceof Number seconds) {
                return seconds(new BigDecimal(seconds.toString()), json);
            }
            return json instanceof String text ? fromText(text) : refuse(json);
        }

        @Override
        Object fromText(String text) {
            Matcher time = TIME.matcher(text);
            if (time.matches()) {
                BigDecimal unit = switch (time.group(2)) {
                    case "ms" -> new BigDecimal("0.001");
                    case "m" -> BigDecimal.valueOf(60);
                    case "h" -> BigDecimal.valueOf(3600);
                    default -> BigDecimal.ONE;
                };
                return seconds(new BigDecimal(time.group(1)).multiply(unit), text);
            }
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException e) {
                return refuse(text);
            }
        }

        private Object seconds(BigDecimal seconds, Object json) {
            return seconds.abs().compareTo(SECONDS_MAX) < 0
                    ? Duration.ofNanos(seconds.movePointRight(9).longValue())
                    : refuse(json);
        }

        @Override
        Object toJson(Object value) {
            BigDecimal seconds =
                    BigDecimal.valueOf(((Duration) value).toNanos(), 9).stripTrailingZeros();
            return seconds.scale() <= 0 ? (Object) seconds.toBigInteger() : seconds;
        }

        @Override
        public String toText(Object value) {
            return toJson(value) + " s";
        }
    },

    /** A whole number, a {@link Long}. */
    COUNT("a whole number") {
        @Override
        Object fromJson(@Nullable Object json) {
            return json instanceof String ? refuse(json) : whole(json);
        }

        @Override
        Object fromText(String text) {
            return text.matches("-?\\d{1,18}") ? Long.valueOf(text) : refuse(text);
        }
    },

    /** A number of octets, a {@link Long}; in JSON a number, or a text as {@code 64MiB}. */
    BYTES("a number of octets, as 4096 or \"16MiB\"") {
        @Override
        Object fromJson(@Nullable Object json) {
            return json instanceof String text ? fromText(text) : whole(json);
        }

        @Override
        Object fromText(String text) {
            return Sizes.parse(text).<Object>map(size -> size).orElseGet(() -> refuse(text));
        }
    },

    /** A {@link Boolean}; 1 and 0 are understood, too. */
    FLAG("true or false") {
        @Override
        Object fromJson(@Nullable Object json) {
            return json instanceof Boolean ? json : fromText(String.valueOf(json));
        }

        @Override
        Object fromText(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true", "1", "on", "yes" -> true;
                case "false", "0", "off", "no" -> false;
                default -> refuse(text);
            };
        }
    },

    /** A {@link List} of {@link ServiceCall}s; in JSON an array of names, and of arrays of a name and arguments. */
    SERVICES("a list of services, each its name or an array of name and arguments") {
        @Override
        Object fromJson(@Nullable Object json) {
            if (json instanceof String text) {
                return split(text).stream().map(ServiceCall::of).toList();
            }
            if (!(json instanceof List<?> elements)) {
                return refuse(json);
            }
            List<ServiceCall> calls = new ArrayList<>();
            for (Object element : elements) {
                calls.add(call(json, element));
            }
            return List.copyOf(calls);
        }

        private ServiceCall call(Object json, @Nullable Object element) {
            if (element instanceof String name && !name.isEmpty()) {
                return ServiceCall.of(name);
            }
            if (element instanceof List<?> words && !words.isEmpty() && words.getFirst() instanceof String name) {
                List<@Nullable Object> arguments = new ArrayList<>();
                words.stream().skip(1).forEach(arguments::add);
                return ServiceCall.of(name, arguments);
            }
            throw wrong(json);
        }

        @Override
        Object toJson(Object value) {
            List<Object> calls = new ArrayList<>();
            for (Object element : (List<?>) value) {
                ServiceCall call = (ServiceCall) element;
                List<@Nullable Object> words = new ArrayList<>();
                words.add(call.name());
                words.addAll(call.arguments());
                calls.add(call.arguments().isEmpty() ? call.name() : words);
            }
            return calls;
        }

        @Override
        public String toText(Object value) {
            return Json.write(toJson(value));
        }
    };

    private static final Pattern TIME = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?) ?(|ms|s|m|h)");
    private static final BigDecimal SECONDS_MAX = BigDecimal.valueOf(1_000_000_000);

    private final String expected;

    ValueType(String expected) {
        this.expected = expected;
    }

    /** What such a value looks like. */
    public String expected() {
        return expected;
    }

    /** Whether the value is several, to which others can be added. */
    public boolean isList() {
        return this == TEXTS || this == SERVICES;
    }

    abstract Object fromJson(@Nullable Object json);

    /** From a word of a command line or an environment variable; a list may be JSON. */
    Object fromText(String text) {
        return fromJson(isList() && text.startsWith("[") ? Json.parse(text) : text);
    }

    Object toJson(Object value) {
        return value;
    }

    /** As people read it. */
    public String toText(Object value) {
        if (this == HIDDEN) {
            return "***";
        }
        return value instanceof List<?> list
                ? String.join(", ", list.stream().map(Object::toString).toList())
                : value.toString();
    }

    Object refuse(@Nullable Object json) {
        throw wrong(json);
    }

    IllegalArgumentException wrong(@Nullable Object json) {
        return new IllegalArgumentException(Json.write(json) + " is not " + expected);
    }

    Object whole(@Nullable Object json) {
        return json instanceof Integer || json instanceof Long || json instanceof BigInteger
                ? COUNT.fromText(json.toString())
                : refuse(json);
    }

    private static List<String> split(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
