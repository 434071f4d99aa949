package io.loommp.cli;

import io.loommp.cli.config.Verbs;
import io.loommp.net.config.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A word that a command does not know.
 *
 * @param problem what is wrong with it
 * @param question what may have been meant
 */
record Mistaken(String problem, Optional<String> question) {

    static Mistaken of(CommandLine command, UnmatchedArgumentException e) {
        String word = e.getUnmatched().getFirst();
        CommandSpec spec = command.getCommandSpec();
        if (word.startsWith("-")) {
            String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            return of(String.valueOf(e.getMessage()), name, spec.optionsMap().keySet());
        }
        if (spec.subcommands().isEmpty()) {
            return new Mistaken(String.valueOf(e.getMessage()), Optional.empty());
        }
        List<String> names = new ArrayList<>();
        spec.subcommands().forEach((name, other) -> {
            if (!other.getCommandSpec().usageMessage().hidden()) {
                names.add(name);
            }
        });
        if (spec.parent() == null) {
            names.addAll(Verbs.classic());
        }
        return of("there is no command " + (spec.qualifiedName() + ' ' + word).strip(), word, names);
    }

    private static Mistaken of(String problem, String word, Collection<String> names) {
        return new Mistaken(problem, Nearest.question(word, names));
    }
}
