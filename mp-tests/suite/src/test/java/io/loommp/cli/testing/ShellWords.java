package io.loommp.cli.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Command lines as they stand in texts for people, taken apart as a shell does: quotes, and where a command ends. */
public final class ShellWords {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
    private static final List<String> ENDS = List.of("|", "#", "&", "&&", ">");

    private ShellWords() {}

    /** The words of the first command. */
    public static List<String> of(String line) {
        return WORD.matcher(line)
                .results()
                .map(ShellWords::word)
                .takeWhile(word -> !ENDS.contains(word))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static String word(MatchResult match) {
        return Stream.of(match.group(1), match.group(2), match.group(3))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    /**
     * The name of the command that these words behind {@code loommp} call, such as {@code loommp db get}.
     *
     * @throws CommandLine.ParameterException if it does not understand them
     */
    public static String parsed(CommandLine loommp, List<String> words) {
        List<String> line = new ArrayList<>(words);
        if (!words.getFirst().startsWith("-") && !loommp.getSubcommands().containsKey(words.getFirst())) {
            line.addFirst("config"); // which may be left away
        }
        ParseResult result = loommp.parseArgs(line.toArray(String[]::new));
        while (result.hasSubcommand()) {
            result = result.subcommand();
        }
        return result.commandSpec().qualifiedName();
    }
}
