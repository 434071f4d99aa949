package io.loommp.database;

import io.loommp.Elements;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How large names and values may be (security S27), in octets of UTF-8 and about those of JSON.
 *
 * <p><b>Threads:</b> any.
 */
public final class Bounds {
    /** The longest name of a family, and the longest key. */
    public static final int NAME_OCTETS_MAX = 4 << 10;

    /** The largest value. */
    public static final int VALUE_OCTETS_MAX = 1 << 20;

    /** How many keys one node may set. */
    public static final int KEYS_MAX = 1_000_000;

    /** How many keys another global node may bring, which are those of all its slaves. */
    static final int GLOBAL_KEYS_MAX = 10 * KEYS_MAX;

    private static final long TOLD_OCTETS_MIN = 16L << 20;

    /**
     * How much of what another node tells, in octets, a node keeps: a master's slave of all families that are known, and of all
     * that has not come to its end; a global node of what one other has set and wants to be told; twice that of all others.
     */
    static final long TOLD_OCTETS_MAX =
            Math.max(TOLD_OCTETS_MIN, Runtime.getRuntime().maxMemory() / 4);

    private static final int NUMBER_OCTETS = 8;

    private Bounds() {}

    /**
     * Checks the name of a family that a user gives.
     *
     * @throws IllegalArgumentException if it is empty, too long, or one of those that the database keeps for itself
     */
    public static void checkFamily(String family) {
        checkName("family", family);
        if (isInternal(family)) {
            throw new IllegalArgumentException("families that begin with ' are the database's own: \"" + family + '"');
        }
    }

    /**
     * Checks a key that a user gives.
     *
     * @throws IllegalArgumentException if it is empty or too long
     */
    public static void checkKey(String key) {
        checkName("key", key);
    }

    private static void checkName(String what, String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a " + what + " of the database must not be empty");
        }
        long octets = octets(name);
        if (octets > NAME_OCTETS_MAX) {
            throw new IllegalArgumentException("a %s of the database has at most %d octets, not %d: \"%s…\""
                    .formatted(what, NAME_OCTETS_MAX, octets, name.substring(0, 40)));
        }
    }

    /**
     * Checks a value that a user gives, which may stand in a message.
     *
     * @throws IllegalArgumentException if it is too large
     */
    public static void checkValue(String key, @Nullable Object value) {
        long octets = octets(value);
        if (octets > VALUE_OCTETS_MAX) {
            throw new IllegalArgumentException(
                    "a value of the database has at most %d octets, not %d: that of key \"%s\""
                            .formatted(VALUE_OCTETS_MAX, octets, key));
        }
    }

    /** Whether a family is one of those that the database keeps for itself. */
    static boolean isInternal(String family) {
        return family.startsWith("'");
    }

    /** Whether another node may have sent this as the name of a family, or as a key. */
    static boolean isName(@Nullable String name) {
        return name != null && !name.isEmpty() && name.length() <= NAME_OCTETS_MAX && octets(name) <= NAME_OCTETS_MAX;
    }

    /** Whether another node may have sent this as a value. */
    static boolean isValue(@Nullable Object value) {
        return octets(value) <= VALUE_OCTETS_MAX;
    }

    private static long octets(String text) {
        long octets = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            octets += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return octets;
    }

    /** About how many octets a value takes in a packet. */
    static long octets(@Nullable Object value) {
        return switch (value) {
            case String s -> octets(s) + 2;
            case byte[] b -> b.length + 2L;
            case List<?> list -> {
                long sum = 2;
                for (Object each : list) {
                    sum += 1 + octets(each);
                }
                yield sum;
            }
            case Map<?, ?> map -> {
                long sum = 2;
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    sum += 2 + octets(entry.getKey()) + octets(entry.getValue());
                }
                yield sum;
            }
            case null, default -> {
                String text = value instanceof Boolean || value == null ? null : Elements.text(value);
                yield text == null ? NUMBER_OCTETS : text.length();
            }
        };
    }
}
