package io.loommp.cli.inspect;

import io.loommp.DatabaseChange;
import io.loommp.Node;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.network.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the changes of a family. */
@Command(
        name = "watch",
        description = {
            "Prints what a family holds, and then each of its changes, until Ctrl-C: + is a key that is new, * one whose value"
                    + " is another, - one that is gone."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = "  loommp db watch echo")
public final class DbWatchCommand extends Remote {
    @Parameters(paramLabel = "FAMILY", description = "The family.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String family;

    @Option(names = "--count", paramLabel = "N", description = "Ends when so many lines have been printed.")
    private @Nullable Long count;

    @Override
    void check() throws CommandFailed {
        if (count != null) {
            inRange("--count", count, Long.MAX_VALUE);
        }
    }

    @Override
    int run(Node node) throws CommandFailed, InterruptedException {
        Told told = new Told(output, count);
        CountDownLatch known = new CountDownLatch(1);
        DbNames.checked(() -> node.database().monitor(family, change -> {
            known.countDown();
            show(told, change);
        }));
        if (!known.await(limit().toNanos(), TimeUnit.NANOSECONDS)) {
            throw DbReading.noMaster(limit());
        }
        told.await();
        return ExitCode.OK;
    }

    private void show(Told told, DatabaseChange<@Nullable Object> change) {
        show(told, "+", "added", change.added(), change.all());
        show(told, "*", "changed", change.changed(), change.all());
        show(told, "-", "deleted", change.deleted(), change.all());
    }

    private void show(
            Told told, String sign, String what, List<String> keys, Map<String, ? extends @Nullable Object> values) {
        for (String key : keys) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("family", family);
            object.put("change", what);
            object.put("key", key);
            String text = sign + " " + Printable.text(key);
            if (values.containsKey(key)) {
                object.put("value", values.get(key));
                text += " " + Printable.value(values.get(key));
            }
            told.print(object, text);
        }
    }
}
