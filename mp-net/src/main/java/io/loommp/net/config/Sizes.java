package io.loommp.net.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of octets, as people write them: {@code 64MiB}, {@code 1 GiB}, {@code 4096}. */
public final class Sizes {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9}) ?(|B|KiB|MiB|GiB)");

    private Sizes() {}

    /** How many octets a text means, if it means any. */
    public static Optional<Long> parse(String text) {
        Matcher size = TEXT.matcher(text);
        if (!size.matches()) {
            return Optional.empty();
        }
        int shift = switch (size.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
        return Optional.of(Long.parseLong(size.group(1)) << shift);
    }
}
