package io.loommp.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.UsageMessageSpec;

/* The list of commands in the help of loommp, in groups. */
final class CommandGroups {
    private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("Nodes", List.of("run", "restart", "demo"));
        GROUPS.put("Configuration", List.of("config", "doctor"));
        GROUPS.put("Messages", List.of("snd", "cal", "mon", "kill", "shell"));
        GROUPS.put("Looking at a network", List.of("trace", "ports", "top", "db", "deadletters", "bench"));
    }

    private CommandGroups() {}

    static void apply(CommandLine command) {
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandGroups::render);
    }

    private static String render(Help help) {
        Map<String, Help> rest = new LinkedHashMap<>(help.subcommands());
        StringBuilder text = new StringBuilder();
        GROUPS.forEach((heading, names) -> {
            List<Help> group = new ArrayList<>();
            for (String name : names) {
                Help command = rest.remove(name);
                if (command != null) {
                    group.add(command);
                }
            }
            append(text, help, heading, group);
        });
        append(text, help, "Other", List.copyOf(rest.values()));
        return text.toString();
    }

    private static void append(StringBuilder text, Help help, String heading, List<Help> commands) {
        if (commands.isEmpty()) {
            return;
        }
        TextTable table = TextTable.forColumns(
                help.colorScheme(),
                new Help.Column(16, 2, Help.Column.Overflow.SPAN),
                new Help.Column(help.commandSpec().usageMessage().width() - 16, 1, Help.Column.Overflow.WRAP));
        for (Help command : commands) {
            String[] description = command.commandSpec().usageMessage().description();
            table.addRowValues(
                    help.colorScheme().commandText(command.commandSpec().name()).toString(),
                    description.length == 0 ? "" : description[0]);
        }
        text.append('\n').append(heading).append(":\n").append(table);
    }
}
