package io.loommp.cli;

import io.loommp.net.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How words of a command line stand for JSON, as with {@code aemp}: a single argument that begins with {@code [} for all of
 * them, and one that begins as an array, an object or a text of JSON for the value it says; any other is a text.
 */
public final class JsonArguments {
    private JsonArguments() {}

    /**
     * The arguments that these stand for.
     *
     * @throws IllegalArgumentException if a single one begins as an array and is none
     */
    static String[] expand(String... args) {
        if (args.length != 1 || !args[0].startsWith("[")) {
            return args;
        }
        List<?> words = (List<?>) decode(args[0]);
        return words == null
                ? args
                : words.stream()
                        .map(word -> word instanceof String text ? text : Json.write(word))
                        .toArray(String[]::new);
    }

    /**
     * The value of a word.
     *
     * @throws IllegalArgumentException if it begins as JSON and is none
     */
    public static @Nullable Object decode(String word) {
        return !word.isEmpty() && "[{\"".indexOf(word.charAt(0)) >= 0 ? Json.parse(word) : word;
    }
}
