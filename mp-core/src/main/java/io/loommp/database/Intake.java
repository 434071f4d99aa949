package io.loommp.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a master has begun to tell in pieces and not ended: all of it together is bounded, whatever he says (security S27).
 *
 * <p><b>Threads:</b> one at a time. <b>Limits:</b> so many octets as are given, each element counted as about what it takes in
 * memory.
 */
final class Intake {
    private static final long ELEMENT_OCTETS = 100; // what keeps it

    private final long octetsMax;
    private long octets;
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

    /** Whether this is more than may be kept of one thing. */
    boolean isTooMuch(long ofOne) {
        return bounded && ofOne > octetsMax;
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
