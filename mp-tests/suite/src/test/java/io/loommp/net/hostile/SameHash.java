package io.loommp.net.hostile;

import java.util.List;
import java.util.stream.Stream;

/** Texts that have one hash code in Java. */
final class SameHash {
    private SameHash() {}

    /** Two to the power of so many texts. */
    static List<String> keys(int power) {
        List<String> keys = List.of("");
        for (int i = 0; i < power; i++) {
            keys = keys.stream()
                    .flatMap(key -> Stream.of(key + "Aa", key + "BB"))
                    .toList();
        }
        return keys;
    }
}
