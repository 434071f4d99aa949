package io.loommp.cli.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command that {@code loommp} has, as picocli knows it: a test that asks for all of them also finds one that is new.
 *
 * @param spec what picocli knows of it
 */
public record KnownCommand(CommandSpec spec) {

    /** All of them, with {@code loommp} itself, groups, and those that help does not show. */
    public static List<KnownCommand> all() {
        List<KnownCommand> all = new ArrayList<>();
        collect(CommandRun.in(Path.of("nowhere")).command(), all);
        return all;
    }

    private static void collect(CommandLine command, List<KnownCommand> all) {
        all.add(new KnownCommand(command.getCommandSpec()));
        command.getSubcommands().values().forEach(below -> collect(below, all));
    }

    /** Its name, such as {@code loommp db get}. */
    public String name() {
        return spec.qualifiedName();
    }

    /** A command line of it: its words, then what it is given. */
    public String[] line(String... args) {
        Stream<String> words = Stream.of(name().split(" ", -1)).skip(1);
        return Stream.concat(words, Stream.of(args)).toArray(String[]::new);
    }

    /** What it has to be given: options with a value of their kind, and words that are x. */
    public List<String> required() {
        List<String> words = new ArrayList<>();
        spec.options().stream()
                .filter(option -> option.required() && option.group() == null)
                .forEach(
                        option -> words.add(option.longestName() + (option.type() == Duration.class ? "=PT1S" : "=x")));
        spec.positionalParameters()
                .forEach(parameter -> words.addAll(
                        List.of("x").subList(0, Math.min(1, parameter.arity().min()))));
        return words;
    }

    /** How many words it takes besides options; {@link Integer#MAX_VALUE} is any number. */
    public int wordsMax() {
        return spec.positionalParameters().stream()
                .mapToInt(parameter ->
                        parameter.index().isUnspecified() || parameter.arity().isVariable()
                                ? Integer.MAX_VALUE
                                : parameter.index().max() + 1)
                .max()
                .orElse(0);
    }

    /** Whether it is a group, which needs one of its own commands. */
    public boolean isGroup() {
        return !spec.subcommands().isEmpty();
    }

    /** Whether it has that option. */
    public boolean has(String option) {
        return spec.findOption(option) != null;
    }

    /** Its options, without those that help does not show. */
    public List<OptionSpec> options() {
        return spec.options().stream().filter(option -> !option.hidden()).toList();
    }

    @Override
    public String toString() {
        return name();
    }
}
