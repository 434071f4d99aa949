package io.loommp;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/*
 * What may stand in a message, and when two such values are equal. Numbers compare by value and byte arrays by content,
 * because a message that has travelled may hold a Long where an Integer was sent.
 */
final class Values {
    /** Arrays and maps may be nested this deep in a message; one more level is the packet that carries it. */
    static final int DEPTH_MAX = 511;

    private static final int TEXT_CHARS_MAX = 120;
    private static final int TEXT_ELEMENTS_MAX = 40;
    private static final int TEXT_LENGTH_MAX = 4000;

    private Values() {}

    /** Where in a message a value stands. Its text is made when it is needed: to make it at every step costs quadratic time. */
    private record Place(@Nullable Place around, Object step) {
        private static final int STEPS_SHOWN = 8;

        @Override
        public String toString() {
            ArrayDeque<String> steps = new ArrayDeque<>();
            for (Place place = this; place != null; place = place.around) {
                steps.addFirst(place.stepText());
            }
            String shown = steps.stream().limit(STEPS_SHOWN).collect(Collectors.joining());
            return steps.size() > STEPS_SHOWN ? shown + '…' : shown;
        }

        private String stepText() {
            if (around == null) {
                return step.toString();
            }
            return step instanceof Integer index ? "[" + index + "]" : "." + cut(step.toString());
        }
    }

    /** @throws IllegalArgumentException naming the place and the value that may not stand there */
    static void check(@Nullable Object value, String place) {
        if (!isPlain(value)) {
            check(value, new Place(null, place), 0);
        }
    }

    /** As {@link #check(Object, String)}, for a value that stands in so many lists and maps. */
    static void check(@Nullable Object value, String place, int depth) {
        if (!isPlain(value)) {
            check(value, new Place(null, place), depth);
        }
    }

    private static void check(@Nullable Object value, Place place, int depth) {
        switch (value) {
            case null -> {}
            case String s -> {}
            case PortId p -> {}
            case Boolean b -> {}
            case Number n -> checkNumber(n, place);
            case byte[] b -> {}
            case KillReason r -> {}
            case List<?> list -> {
                checkDepth(place, depth);
                int i = 0;
                for (Object element : list) {
                    if (!isPlain(element)) {
                        check(element, new Place(place, i), depth + 1);
                    }
                    i++;
                }
            }
            case Map<?, ?> map -> {
                checkDepth(place, depth);
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    if (!(entry.getKey() instanceof String key)) {
                        throw new IllegalArgumentException(
                                place + " has a key that is not a text: " + describe(entry.getKey()));
                    }
                    if (!isPlain(entry.getValue())) {
                        check(entry.getValue(), new Place(place, key), depth + 1);
                    }
                }
            }
            case Address a ->
                throw new IllegalArgumentException(
                        place + " is a " + a.getClass().getSimpleName() + "; inside a list or map, give its id()");
            case Ref<?> ref ->
                throw new IllegalArgumentException(place + " is a Ref; inside a list or map, give its id()");
            case Record record ->
                throw new IllegalArgumentException(place + " is a record, which may not stand among elements: "
                        + describe(value)
                        + " (a record is a whole message: send it alone, ask with slot -> record, or make the"
                        + " message with Protocol.messageOf(record); inside another record it may stand)");
            default ->
                throw new IllegalArgumentException(place + " may not stand in a message: " + describe(value)
                        + " (texts, numbers, booleans, null, byte[], port ids, kill reasons, lists and maps may)");
        }
    }

    /** Whether nothing of it has to be looked at. */
    static boolean isPlain(@Nullable Object value) {
        return value == null
                || value instanceof String
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Boolean;
    }

    private static void checkNumber(Number n, Place place) {
        boolean fine = switch (n) {
            case Integer i -> true;
            case Long l -> true;
            case Double d -> Double.isFinite(d);
            case Float f -> Float.isFinite(f);
            case Short s -> true;
            case Byte b -> true;
            case BigInteger b -> true;
            case BigDecimal b -> true;
            default -> false;
        };
        if (!fine) {
            throw new IllegalArgumentException(place + " is a number that no message can carry: " + describe(n));
        }
    }

    private static void checkDepth(Place place, int depth) {
        if (depth >= DEPTH_MAX) {
            throw new IllegalArgumentException(
                    "nested deeper than " + DEPTH_MAX + " levels (or containing itself): " + place);
        }
    }

    private static String describe(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName() + ' ' + cut(String.valueOf(value));
    }

    /** The text that a value is when it is one: a string, octets as Latin-1, or a port id; otherwise null. */
    static @Nullable String asText(@Nullable Object value) {
        return switch (value) {
            case String s -> s;
            case byte[] b -> new String(b, StandardCharsets.ISO_8859_1);
            case PortId p -> p.toString();
            case null, default -> null;
        };
    }

    @SuppressWarnings("ReferenceEquality") // a short cut
    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return true;
        }
        return switch (a) {
            case null -> false;
            case Number n -> b instanceof Number m && decimal(n).compareTo(decimal(m)) == 0;
            case byte[] bytes -> b instanceof byte[] other && Arrays.equals(bytes, other);
            case List<?> list -> b instanceof List<?> other && equalLists(list, other);
            case Map<?, ?> map -> b instanceof Map<?, ?> other && equalMaps(map, other);
            default -> a.equals(b);
        };
    }

    private static boolean equalLists(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        Iterator<?> other = b.iterator();
        for (Object element : a) {
            if (!equal(element, other.next())) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalMaps(Map<?, ?> a, Map<?, ?> b) {
        return a.size() == b.size()
                && a.entrySet().stream()
                        .allMatch(e -> b.containsKey(e.getKey()) && equal(e.getValue(), b.get(e.getKey())));
    }

    static int hash(@Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case Float f -> hash(decimal(f)); // 0.1f equals 0.1
            case Number n -> Double.hashCode(n.doubleValue() + 0.0); // -0.0 equals 0
            case byte[] b -> Arrays.hashCode(b);
            case List<?> list -> {
                int hash = 1;
                for (Object element : list) {
                    hash = 31 * hash + hash(element);
                }
                yield hash;
            }
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .mapToInt(e -> Objects.hashCode(e.getKey()) ^ hash(e.getValue()))
                        .sum();
            default -> value.hashCode();
        };
    }

    private static BigDecimal decimal(Number n) {
        return switch (n) {
            case BigDecimal d -> d;
            case BigInteger i -> new BigDecimal(i);
            case Double d -> BigDecimal.valueOf(d);
            case Float f -> new BigDecimal(f.toString());
            default -> BigDecimal.valueOf(n.longValue());
        };
    }

    /** For people and logs: like JSON, shortened where it is long. */
    static String text(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, @Nullable Object value) {
        if (out.length() > TEXT_LENGTH_MAX) {
            out.append('…');
            return;
        }
        switch (value) {
            case null -> out.append("null");
            case String s -> out.append('"').append(cut(s)).append('"');
            case PortId p -> out.append('"').append(cut(p.toString())).append('"');
            case byte[] b -> out.append("bytes(").append(b.length).append(')');
            case KillReason r -> append(out, r.toList());
            case List<?> list -> {
                out.append('[');
                int i = 0;
                for (Object element : list) {
                    if (i > 0) {
                        out.append(", ");
                    }
                    if (i == TEXT_ELEMENTS_MAX) {
                        out.append("… ").append(list.size() - i).append(" more");
                        break;
                    }
                    append(out, element);
                    i++;
                }
                out.append(']');
            }
            case Map<?, ?> map -> {
                out.append('{');
                int i = 0;
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    if (i > 0) {
                        out.append(", ");
                    }
                    if (i == TEXT_ELEMENTS_MAX) {
                        out.append("… ").append(map.size() - i).append(" more");
                        break;
                    }
                    append(out, entry.getKey());
                    out.append(": ");
                    append(out, entry.getValue());
                    i++;
                }
                out.append('}');
            }
            default -> out.append(cut(value.toString()));
        }
    }

    private static String cut(String text) {
        return text.length() <= TEXT_CHARS_MAX
                ? text
                : text.substring(0, TEXT_CHARS_MAX) + "… (" + text.length() + " characters)";
    }

    /** About how many bytes of heap a value keeps, cheap to find; for limits, not for accounts. */
    static long estimatedBytes(@Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case String s -> 48L + 2L * s.length(); // two octets each, if one of them is no Latin-1
            case byte[] b -> 16L + b.length;
            case KillReason r -> estimatedBytes(r.toList());
            case PortId p -> 72L + p.node().length() + p.name().length();
            case List<?> list -> {
                long sum = 40;
                for (Object element : list) {
                    sum += 8 + estimatedBytes(element);
                }
                yield sum;
            }
            case Map<?, ?> map -> {
                long sum = 64;
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    sum += 48 + estimatedBytes(entry.getKey()) + estimatedBytes(entry.getValue());
                }
                yield sum;
            }
            case BigInteger i -> 64L + i.bitLength() / 8;
            case BigDecimal d -> 104L + d.unscaledValue().bitLength() / 8;
            default -> 24;
        };
    }
}
