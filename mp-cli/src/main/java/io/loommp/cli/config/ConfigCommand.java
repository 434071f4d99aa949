package io.loommp.cli.config;

import io.loommp.cli.CommandContext;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.Output;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Shows and changes the configuration file. What is to be done is a row of words, each with what belongs to it, as with
 * {@code aemp}; it is done as a whole or not at all.
 */
@Command(
        name = "config",
        description = {
            "Shows and changes the configuration file.",
            "What is to be done is a row of the words below, each followed by what belongs to it; it is done as a whole or"
                    + " not at all. The word config may be left away before all but the first seven."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = {
            "  loommp gensecret profile seed binds \"*:4040\" seeds \"*:4040\"",
            "  loommp profile worker parent seed addservice echo",
            "  loommp config show --origin seed"
        })
public final class ConfigCommand implements Callable<Integer> {
    private static final int WIDTH = 80;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Output output;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "The profile that is meant, as the word profile says it.")
    private @Nullable String profile;

    @Option(names = "--origin", description = "With show: says where each value comes from.")
    private boolean origin;

    @Option(names = "--file", paramLabel = "FILE", description = "With setsecret: the file that has the secret.")
    private @Nullable String file;

    @Parameters(
            paramLabel = "WORD",
            arity = "0..*",
            description = "What is to be done.",
            completionCandidates = Words.class)
    private List<String> words = List.of();

    /** The words that help lists. */
    static final class Words implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Verbs.all().stream().map(Verb::name).iterator();
        }
    }

    @Override
    public Integer call() throws CommandFailed {
        if (words.isEmpty()) {
            throw CommandFailed.unusable("there is nothing to be done.", Verbs.HELP);
        }
        List<Step> steps = steps();
        CommandContext context = CommandContext.of(spec);
        StandardInput input = new StandardInput(context.in());
        while (!edit(context, input, steps)) {
            input.again();
        }
        return ExitCode.OK;
    }

    /** Does it to the file as it stands; false, with nothing written, if somebody else changed that meanwhile. */
    private boolean edit(CommandContext context, StandardInput input, List<Step> steps) throws CommandFailed {
        try (Editing editing = new Editing(context, input, output, origin, file)) {
            if (profile != null) {
                editing.enter(profile);
            }
            for (Step step : steps) {
                step.verb().action().run(editing, step.words());
            }
            editing.finish();
            return true;
        } catch (Editing.Outdated e) {
            return false;
        } catch (IllegalArgumentException e) {
            throw CommandFailed.unusable(String.valueOf(e.getMessage()) + ".", Verbs.HELP);
        }
    }

    /** A verb and what belongs to it. */
    private record Step(Verb verb, List<String> words) {}

    /** What is to be done; nothing is done, and no secret read, if that cannot be understood. */
    private List<Step> steps() throws CommandFailed {
        List<Step> steps = new ArrayList<>();
        boolean afterSecret = false;
        for (int at = 0; at < words.size(); ) {
            Verb verb = Verbs.find(words.get(at), afterSecret);
            int first = at + 1;
            int end = (int) Math.min(words.size(), (long) first + verb.max());
            if (end - first < verb.min()) {
                throw CommandFailed.unusable("%s needs %s behind it.".formatted(verb.name(), verb.words()), Verbs.HELP);
            }
            steps.add(new Step(verb, words.subList(first, end)));
            afterSecret = verb.name().endsWith("secret");
            at = end;
        }
        return steps;
    }

    /** Prints what the words on the command line do; false, and nothing is printed, if there are none, or not only such. */
    public boolean explain() {
        List<Verb> verbs = new ArrayList<>();
        for (int at = 0; at < words.size(); ) {
            Optional<Verb> verb = Verbs.of(words.get(at));
            if (verb.isEmpty()) {
                return false;
            }
            verbs.add(verb.get());
            at += (int) Math.min(words.size() - at, 1L + verb.get().max());
        }
        if (verbs.isEmpty()) {
            return false;
        }
        PrintWriter out = spec.commandLine().getOut();
        verbs.forEach(verb -> out.printf(
                "Usage: loommp %s%s [OPTIONS] [WORD...]%n  %s%n",
                Verbs.isClassic(verb.name()) ? "" : "config ",
                (verb.name() + ' ' + verb.words()).strip(),
                verb.meaning()));
        out.printf("Options, and words that may follow: loommp config --help%n");
        out.flush();
        return true;
    }

    /** What can be done: words that mean the same, or are about the same setting, stand together. */
    public static Map<String, List<String>> wordsByMeaning() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (Verb verb : Verbs.all()) {
            groups.computeIfAbsent(verb.meaning(), meaning -> new ArrayList<>())
                    .add(verb.words().isEmpty() ? verb.name() : verb.name() + ' ' + verb.words());
        }
        return groups;
    }

    /** What can be done, for the help. */
    public static String help() {
        StringBuilder text = new StringBuilder("%nWhat can be done:%n".formatted());
        wordsByMeaning().forEach((meaning, words) -> {
            wrap(text, "  ", words, "  ");
            wrap(text, "      ", List.of(meaning.split(" ", -1)), " ");
        });
        return text.toString();
    }

    private static void wrap(StringBuilder text, String indent, List<String> pieces, String between) {
        StringBuilder line = new StringBuilder(indent).append(pieces.getFirst());
        for (String piece : pieces.subList(1, pieces.size())) {
            if (line.length() + between.length() + piece.length() > WIDTH) {
                text.append(line).append(System.lineSeparator());
                line.setLength(0);
                line.append(indent).append(piece);
            } else {
                line.append(between).append(piece);
            }
        }
        text.append(line).append(System.lineSeparator());
    }
}
