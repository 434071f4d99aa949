package io.loommp.cli.inspect;

import io.loommp.Node;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows the keys of a family. */
@Command(
        name = "keys",
        description = "Prints the keys of a family, one a line, sorted.",
        footerHeading = HelpText.EXAMPLES,
        footer = "  loommp db keys echo")
public final class DbKeysCommand extends Remote {
    @Parameters(paramLabel = "FAMILY", description = "The family.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String family;

    @Override
    int run(Node node) throws CommandFailed, InterruptedException {
        DbReading.await(DbNames.checked(() -> node.database().keys(family)), limit()).stream()
                .sorted()
                .forEach(key -> output.print(Map.of("family", family, "key", key), key));
        return ExitCode.OK;
    }
}
