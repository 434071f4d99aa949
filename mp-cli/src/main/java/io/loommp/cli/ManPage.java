package io.loommp.cli;

import io.loommp.cli.config.ConfigCommand;
import java.util.Arrays;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The manual page of a command, made of what its {@code --help} is made of, in the language of {@code man}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/man.7.html">man(7), the macros</a>
 */
final class ManPage {
    private final CommandSpec spec;
    private final CommandLine.Help help;
    private final StringBuilder page = new StringBuilder();

    ManPage(CommandLine command) {
        spec = command.getCommandSpec();
        help = new CommandLine.Help(spec, CommandLine.Help.defaultColorScheme(Ansi.OFF));
    }

    String roff() {
        String name = spec.qualifiedName("-");
        List<String> description = texts(spec.usageMessage().description());
        page.append(".TH \"%s\" 1 \"\" LoomMP \"LoomMP\"%n".formatted(escaped(name.toUpperCase(Locale.ROOT))));
        section("Name");
        line(name + " - " + (description.isEmpty() ? "" : firstSentence(description.getFirst())));
        section("Synopsis");
        line(help.synopsis(0).replaceAll("\\s+", " ").strip());
        section("Description");
        description.forEach(this::paragraph);
        arguments();
        options();
        commands();
        words();
        exitCodes();
        examples();
        seeAlso();
        return page.toString();
    }

    private void arguments() {
        if (!spec.positionalParameters().isEmpty()) {
            section("Arguments");
            spec.positionalParameters().stream()
                    .filter(parameter -> !parameter.hidden())
                    .forEach(parameter -> entry(parameter.paramLabel(), texts(parameter)));
        }
    }

    private void options() {
        section("Options");
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
                entry(String.join(", ", option.names()) + value, texts(option));
            }
        }
    }

    private void commands() {
        Map<String, CommandLine> commands = spec.subcommands();
        if (commands.values().stream().anyMatch(ManPage::isShown)) {
            section("Commands");
            commands.forEach((name, command) -> {
                if (isShown(command)) {
                    entry(name, texts(command.getCommandSpec().usageMessage().description()));
                }
            });
        }
    }

    private void words() {
        if (spec.userObject() instanceof ConfigCommand) {
            section("Words");
            ConfigCommand.wordsByMeaning()
                    .forEach((meaning, words) -> entry(String.join(", ", words), List.of(meaning)));
        }
    }

    private static boolean isShown(CommandLine command) {
        return !command.getCommandSpec().usageMessage().hidden();
    }

    private void exitCodes() {
        Map<String, String> codes = spec.root().usageMessage().exitCodeList();
        if (!codes.isEmpty()) {
            section("Exit status");
            codes.forEach((code, meaning) -> entry(code, List.of(meaning)));
        }
    }

    private void examples() {
        List<String> lines = texts(spec.usageMessage().footer());
        if (spec.usageMessage().footerHeading().equals(HelpText.EXAMPLES)) {
            section("Examples");
            page.append(".nf\n");
            lines.forEach(example -> line(example.strip()));
            page.append(".fi\n");
        }
    }

    private void seeAlso() {
        CommandSpec parent = spec.parent();
        if (parent != null) {
            section("See also");
            line(parent.qualifiedName("-") + "(1)");
        }
    }

    private static List<String> texts(ArgSpec argument) {
        return texts(argument.description());
    }

    /** Descriptions are formats, in which %% is a percent sign. */
    private static List<String> texts(String[] formats) {
        return Arrays.stream(formats)
                .map(format -> {
                    try {
                        return format.formatted();
                    } catch (IllegalFormatException e) {
                        return format;
                    }
                })
                .map(text -> Ansi.OFF.string(text))
                .toList();
    }

    private static String firstSentence(String text) {
        int end = text.indexOf(". ");
        String first = end < 0 ? text : text.substring(0, end);
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }

    // ---- the language of man ----

    private void section(String title) {
        page.append(".SH ").append(title.toUpperCase(Locale.ROOT)).append('\n');
    }

    private void paragraph(String text) {
        page.append(".PP\n");
        line(text);
    }

    private void entry(String term, List<String> meaning) {
        page.append(".TP\n\\fB").append(escaped(term)).append("\\fR\n");
        line(meaning.isEmpty() ? " " : String.join(" ", meaning));
    }

    private void line(String text) {
        page.append(text.lines().map(ManPage::escaped).collect(Collectors.joining("\n")))
                .append('\n');
    }

    /** A backslash begins a command of the language, so do a dot and an apostrophe that begin a line; a bare dash is a hyphen. */
    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
