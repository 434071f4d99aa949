package io.loommp.cli.inspect;

import io.loommp.Node;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.network.Printable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows the values of a family. */
@Command(
        name = "get",
        description = {
            "Prints the value of a key as JSON, or each key of a family with its value.",
            "A key that is not there is a failure (exit code 1)."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = {"  loommp db get prices", "  loommp db get prices tea"})
public final class DbGetCommand extends Remote {
    @Parameters(index = "0", paramLabel = "FAMILY", description = "The family.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String family;

    @Parameters(index = "1", paramLabel = "KEY", arity = "0..1", description = "The key; without one, all of them.")
    private @Nullable String key;

    @Override
    int run(Node node) throws CommandFailed, InterruptedException {
        Map<String, @Nullable Object> all = new TreeMap<>(
                DbReading.await(DbNames.checked(() -> node.database().family(family)), limit()));
        String wanted = key;
        if (wanted == null) {
            all.forEach((each, value) -> print(each, value, Printable.text(each) + " " + Printable.value(value)));
        } else if (all.containsKey(wanted)) {
            print(wanted, all.get(wanted), Printable.value(all.get(wanted)));
        } else {
            throw CommandFailed.failed(
                    "there is no key \"%s\" in family \"%s\"".formatted(wanted, family),
                    "Which there are: loommp db keys " + family);
        }
        return ExitCode.OK;
    }

    private void print(String each, @Nullable Object value, String text) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("family", family);
        object.put("key", each);
        object.put("value", value);
        output.print(object, text);
    }
}
