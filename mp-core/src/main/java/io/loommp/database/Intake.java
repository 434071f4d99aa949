package io.loommp.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a master tells: all of it together is bounded, whatever he says (security S27). So is, by itself, what he has begun to
 * tell in pieces and not ended.
 *
 * <p><b>Threads:</b> one at a time. <b>Limits:</b> so many octets as are given, for either, each element counted as about what
 * it takes in memory; beyond that families of 64 KiB.
 */
final class Intake {
    private static final long ELEMENT_OCTETS = 100; // what keeps it
    private static final long ALWAYS_OCTETS = 64 << 10; // a family this small is taken, however large the others are

    private final long octetsMax;
    private long octets; // of what has not ended
    private long known; // of the families that are known
    private boolean bounded = true;

    Intake(long octetsMax) {
        this.octetsMax = octetsMax;
    }

    /** Whether there is a bound: what a node tells itself it has anyway. */
    void bounded(boolean whether) {
        bounded = whether;
    }

    boolean isBounded() {
        return bounded;
    }

    /** Whether a family may not grow by so much. What makes it no larger is always taken, and so is a small one. */
    boolean isTooMuchMore(long octetsOfFamily, long growth) {
        return growth > 0 && !isSmall(octetsOfFamily + growth) && !hasRoom(growth, 0);
    }

    /** Whether the families that are known may grow by so much, and so much more may be on its way in pieces. */
    boolean hasRoom(long growth, long inPieces) {
        return !isTooMuch(known + growth) && !isTooMuch(octets + inPieces);
    }

    private static boolean isSmall(long octetsOfFamily) {
        return octetsOfFamily <= ALWAYS_OCTETS;
    }

    /** All that counts. */
    long all() {
        return known + octets;
    }

    /** The families that are known have grown by so much. */
    void known(long growth) {
        known += growth;
    }

    private boolean isTooMuch(long all) {
        return bounded && all > octetsMax;
    }

    /** About what an entry of a family takes. */
    static long octetsOf(@Nullable Object key, @Nullable Object value) {
        return ELEMENT_OCTETS + Bounds.octets(key) + Bounds.octets(value);
    }

    /** One thing that comes in pieces: all of them maps, or all of them lists. */
    final class Pile {
        private final Map<String, @Nullable Object> map = new LinkedHashMap<>();
        private final List<@Nullable Object> list = new ArrayList<>();
        private long mine; // of the octets

        /** Adds a piece; false if that is too much. */
        boolean add(Map<?, ?> piece) {
            for (Map.Entry<?, ?> entry : piece.entrySet()) {
                String key = (String) entry.getKey();
                forget(key);
                map.put(key, entry.getValue());
                count(octetsOf(key, entry.getValue()));
            }
            return !isTooMuch(octets);
        }

        /** Adds a piece; false if that is too much. */
        boolean add(List<?> piece) {
            for (Object element : piece) {
                list.add(element);
                count(octetsOf(null, element));
            }
            return !isTooMuch(octets);
        }

        /** How much has come. */
        long octets() {
            return mine;
        }

        /** Whether that is so little that it is taken as a family in any case. */
        boolean isSmall() {
            return Intake.isSmall(mine);
        }

        /** Takes out what has been deleted meanwhile. */
        void remove(List<String> keys) {
            keys.forEach(this::forget);
        }

        private void forget(String key) {
            if (map.containsKey(key)) {
                count(-octetsOf(key, map.remove(key)));
            }
        }

        private void count(long more) {
            mine += more;
            octets += more;
        }

        /** What has come, as a map. */
        Map<String, @Nullable Object> map() {
            return map;
        }

        /** What has come, as a list. */
        List<@Nullable Object> list() {
            return list;
        }

        /** It does not wait for more: it counts no longer. */
        void end() {
            count(-mine);
        }
    }
}
