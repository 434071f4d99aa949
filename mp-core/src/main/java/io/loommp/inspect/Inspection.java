package io.loommp.inspect;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A node service: something that a node may be asked for, and its owner can switch on and off. */
public enum Inspection {
    /** Which ports there are, what waits for them, and what they wait for. */
    PORTS("ports", "loommp::ports", "loommp::port"),
    /** Numbers about the node and its process. */
    STATISTICS("statistics", "loommp::statistics"),
    /** What cannot be delivered there, as a stream. */
    DEAD_LETTERS("deadletters", "loommp::deadletters"),
    /** The families of the database, and setting and deleting keys in that node's name. */
    DATABASE("database", "loommp::db_families", "loommp::db_set", "loommp::db_del"),
    /** A port that takes in or sends back what it is sent, to measure with. */
    BENCH("bench", "loommp::bench"),
    /** Draining and starting again, of a node that {@code loommp run --watch} runs; nobody else has it. */
    RESTART("restart", "loommp::restart");

    private final String setting;

    @SuppressWarnings("ImmutableEnumChecker") // it is: List.of
    private final List<String> functions;

    Inspection(String setting, String... functions) {
        this.setting = setting;
        this.functions = List.of(functions);
    }

    /** What configurations call it. */
    public String setting() {
        return setting;
    }

    /** The names of the functions that it consists of. */
    public List<String> functions() {
        return functions;
    }

    /** All. */
    public static Set<Inspection> all() {
        return EnumSet.allOf(Inspection.class);
    }

    /**
     * Those with these names in configurations.
     *
     * @throws IllegalArgumentException naming the one that is none, and those that there are
     */
    public static Set<Inspection> named(List<String> settings) {
        Set<Inspection> found = EnumSet.noneOf(Inspection.class);
        settings.forEach(setting -> found.add(named(setting)));
        return found;
    }

    private static Inspection named(String setting) {
        return Arrays.stream(values())
                .filter(each -> each.setting.equals(setting))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"%s\" is no node service; there are %s".formatted(setting, settings())));
    }

    private static String settings() {
        return Arrays.stream(values()).map(Inspection::setting).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return setting;
    }
}
