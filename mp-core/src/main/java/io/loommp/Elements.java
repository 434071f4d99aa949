package io.loommp;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For the runtime: what one element of a message is when it is wanted as a certain kind, as lenient as Perl is. Whatever
 * does not fit is null, never an exception. The accessors of {@link Message} and the mapping of records read with these.
 *
 * <p><b>Threads:</b> any.
 */
public final class Elements {
    /** Lists and maps may be nested this deep in a message. */
    public static final int DEPTH_MAX = Values.DEPTH_MAX;

    private static final int NUMBER_CHARS_MAX = 1000;
    private static final int INTEGER_DIGITS_MAX = 10_000;

    private Elements() {}

    /**
     * Checks that a value may stand in a message.
     *
     * @param depth in how many lists and maps it stands
     * @throws IllegalArgumentException naming the value that may not, by its place within this one
     */
    public static void check(@Nullable Object value, int depth) {
        Values.check(value, "", depth);
    }

    /** Whether two elements are the same: numbers by value, lists, maps and octets by content. */
    public static boolean equal(@Nullable Object one, @Nullable Object other) {
        return Values.equal(one, other);
    }

    /** A text; numbers and booleans in their text form, octets as Latin-1. */
    public static @Nullable String text(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean ? value.toString() : Values.asText(value);
    }

    /** A number, exact, also from a decimal text. */
    public static @Nullable BigDecimal decimal(@Nullable Object value) {
        try {
            return switch (value) {
                case BigDecimal d -> d;
                case BigInteger i -> new BigDecimal(i);
                case Double d -> BigDecimal.valueOf(d);
                case Number n -> new BigDecimal(n.toString());
                case String s when s.length() <= NUMBER_CHARS_MAX -> new BigDecimal(s);
                case byte[] b
                when b.length <= NUMBER_CHARS_MAX -> new BigDecimal(new String(b, StandardCharsets.ISO_8859_1));
                case null, default -> null;
            };
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** An integer of 64 bits, also from an exact decimal text. */
    public static @Nullable Long longInteger(@Nullable Object value) {
        if (value instanceof Integer i) {
            return i.longValue();
        }
        if (value instanceof Long l) {
            return l;
        }
        BigDecimal decimal = decimal(value);
        try {
            return decimal == null ? null : (Long) decimal.longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** An integer of any size, also from an exact decimal text; to write down what "1e999999999" means is nobody's wish. */
    public static @Nullable BigInteger integer(@Nullable Object value) {
        if (value instanceof BigInteger i) {
            return i;
        }
        BigDecimal decimal = decimal(value);
        if (decimal == null) {
            return null;
        }
        if (decimal.signum() == 0) {
            return BigInteger.ZERO;
        }
        long digits = (long) decimal.precision() - decimal.scale();
        if (digits <= 0 || digits > INTEGER_DIGITS_MAX) {
            return null;
        }
        try {
            return decimal.toBigIntegerExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /**
     * A truth value, as Perl says them: true is true, "true", "1" and every number but zero; false is false, "false", "0",
     * the empty text and zero.
     */
    public static @Nullable Boolean truth(@Nullable Object value) {
        return switch (value) {
            case Boolean b -> b;
            case Number n -> n.doubleValue() != 0;
            case null, default -> {
                String text = Values.asText(value);
                yield switch (text) {
                    case "1", "true" -> true;
                    case "", "0", "false" -> false;
                    case null, default -> null;
                };
            }
        };
    }

    /** Octets, also from a text of characters U+0000 to U+00FF, one per octet. For reading. */
    public static byte @Nullable [] octets(@Nullable Object value) {
        return switch (value) {
            case byte[] b -> b;
            case String s when holdsOnlyOctets(s) -> s.getBytes(StandardCharsets.ISO_8859_1);
            case null, default -> null;
        };
    }

    private static boolean holdsOnlyOctets(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) > 0xff) {
                return false;
            }
        }
        return true;
    }

    /** A port id, also from its text form. */
    public static @Nullable PortId port(@Nullable Object value) {
        if (value instanceof PortId p) {
            return p;
        }
        String text = Values.asText(value);
        return text == null || text.isEmpty() || text.charAt(0) == '#' ? null : PortId.of(text);
    }

    /** The reason of an end, also from its list of values. */
    public static @Nullable KillReason reason(@Nullable Object value) {
        return switch (value) {
            case KillReason r -> r;
            case List<?> list -> KillReason.fromList(list);
            case null, default -> null;
        };
    }

    /** A list, also the values of a reason. For reading. */
    public static @Nullable List<? extends @Nullable Object> list(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> list;
            case KillReason r -> r.toList();
            case null, default -> null;
        };
    }
}
