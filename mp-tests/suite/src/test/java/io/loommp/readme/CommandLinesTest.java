package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.config.Verbs;
import io.loommp.cli.testing.CommandRun;
import io.loommp.cli.testing.ShellWords;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** Every call of {@code loommp} that stands on a page is one that the command understands. */
@Timeout(60)
class CommandLinesTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w*)\\n(.*?)^ *```$");
    private static final Pattern IN_BLOCK = Pattern.compile("(?m)^ *(?:[A-Z_]+=\\S+ )*(?:\\./)?loommp (\\S.*)$");
    private static final Pattern IN_TEXT = Pattern.compile("`(?:\\./)?loommp ([^`]+)`");

    @Test
    void itIsUnderstood() throws IOException {
        List<String> wrong = new ArrayList<>();
        int lines = 0;
        for (Path page : Sources.pages()) {
            if (page.endsWith("CHANGELOG.md")) {
                continue; // it also says what there was
            }
            for (String line : lines(Sources.read(page))) {
                lines++;
                problem(line).ifPresent(why -> wrong.add(page.getFileName() + ": loommp " + line + ": " + why));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(lines).isGreaterThan(50);
    }

    private static List<String> lines(String page) {
        List<String> lines = new ArrayList<>();
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            if (block.group(1).equals("sh")) {
                IN_BLOCK.matcher(block.group(2)).results().forEach(line -> lines.add(line.group(1)));
            }
        }
        IN_TEXT.matcher(BLOCK.matcher(page).replaceAll("")).results().forEach(line -> lines.add(line.group(1)));
        return lines;
    }

    private static Optional<String> problem(String line) {
        List<String> words = ShellWords.of(line.replaceAll("\\s+", " "));
        String first = words.getFirst();
        if (List.of("example", "bench-suite", "COMMAND").contains(first)) {
            return Optional.empty(); // of the launcher; any
        }
        CommandLine loommp = CommandRun.in(Path.of("nowhere")).command();
        boolean known = first.startsWith("-") || loommp.getSubcommands().containsKey(first) || Verbs.isClassic(first);
        if (!known) {
            return Optional.of("there is no command " + first);
        }
        try {
            assertThat(ShellWords.parsed(loommp, words)).startsWith("loommp");
            return Optional.empty();
        } catch (CommandLine.MissingParameterException e) {
            boolean nameAlone = words.stream().allMatch(word -> word.matches("[a-z]+"));
            return nameAlone ? Optional.empty() : Optional.ofNullable(e.getMessage());
        } catch (CommandLine.ParameterException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }
}
