package io.loommp.cli;

import io.loommp.manage.EventLog;
import io.loommp.net.config.Environment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * How much is said on stderr beside results: {@code -v}, {@code -q} and {@code LOOMMP_LOG}. Levels are set before the first
 * logger below their names is made.
 */
public final class Verbosity {
    /** The variable that says the levels. */
    public static final String VARIABLE = "LOOMMP_LOG";

    private static final String LOGGER = "org.slf4j.simpleLogger.log.";
    private static final String OURS = "io.loommp";
    private static final List<String> LEVELS = List.of("trace", "debug", "info", "warn", "error", "off");

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Says more on stderr; -vv and -vvv still more. LOOMMP_LOG=info does the same.")
    private boolean[] verbose = {};

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Says nothing on stderr but errors.")
    private boolean quiet;

    /** Sets the levels. */
    void apply(CommandContext context) throws CommandFailed {
        levels(context.environment())
                .forEach((logger, level) -> context.properties().accept(LOGGER + logger, level));
    }

    /**
     * Says nothing of messages that cannot be delivered, unless somebody has said how much is to be said: for commands that say
     * themselves what became of theirs.
     */
    void leaveOutDeadLetters(CommandContext context) {
        if (verbose.length == 0 && context.environment().variable(VARIABLE).isEmpty()) {
            context.properties().accept(LOGGER + EventLog.DEAD_LETTERS, "error");
        }
    }

    /** Which level which logger gets. */
    Map<String, String> levels(Environment environment) throws CommandFailed {
        Map<String, String> levels = new LinkedHashMap<>();
        String variable = environment.variable(VARIABLE).orElse("");
        for (String part : variable.split(",", -1)) {
            int equals = part.indexOf('=');
            if (!part.isBlank()) {
                String logger = equals < 0 ? OURS : part.substring(0, equals).strip();
                levels.put(logger, level(part.substring(equals + 1).strip()));
            }
        }
        if (quiet && verbose.length > 0) {
            throw CommandFailed.unusable("-v and -q cannot be had together.", "Leave one of them away.");
        }
        if (quiet) {
            levels.put(OURS, "error");
        } else if (verbose.length > 0) {
            levels.put(OURS, LEVELS.get(Math.max(0, LEVELS.indexOf("info") + 1 - verbose.length)));
        }
        return levels;
    }

    private static String level(String name) throws CommandFailed {
        String level = name.toLowerCase(Locale.ROOT);
        if (!LEVELS.contains(level)) {
            throw CommandFailed.unusable(
                    "%s: \"%s\" is no level of the log.".formatted(VARIABLE, name),
                    "Levels are %s; %s=info or %s=warn,io.loommp.net=debug."
                            .formatted(String.join(", ", LEVELS), VARIABLE, VARIABLE));
        }
        return level;
    }
}
