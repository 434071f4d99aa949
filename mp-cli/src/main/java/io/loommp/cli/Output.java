package io.loommp.cli;

import io.loommp.net.json.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How a command prints its results: as text for people, or with {@code --json} as one JSON object a line. A mixin of commands
 * that have results.
 *
 * <p><b>Threads:</b> any, as far as lines are concerned; a table is filled by one.
 */
public final class Output {
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}]");

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--json", description = "Prints results as JSON, one object a line.")
    private boolean json;

    /** Whether results are JSON. */
    public boolean isJson() {
        return json;
    }

    /** Prints a result: the object, or the text for people, whose control characters are replaced. */
    public void print(Map<String, ?> object, String text) {
        line(json ? Json.write(object) : printable(text));
    }

    /** Prints a result, which for people is some lines; they go out at once. */
    public void print(Map<String, ?> object, List<String> lines) {
        line(
                json
                        ? Json.write(object)
                        : lines.stream().map(Output::printable).collect(Collectors.joining(System.lineSeparator())));
    }

    /** Prints what is for people alone, and no result. */
    public void say(String text) {
        if (!json) {
            line(printable(text));
        }
    }

    /** Says, beside all results, what its user should know. */
    public void warn(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("loommp: " + printable(text));
        err.flush();
    }

    /** Prints, for people alone, a text in which {@code @|green ...|@} and the like are colours. Nothing is replaced in it. */
    public void sayStyled(String text) {
        if (!json) {
            line(styled(text));
        }
    }

    /** A text in which {@code @|green ...|@} and the like have become colours, or nothing where there is no terminal. */
    public String styled(String text) {
        return CommandContext.of(spec).colours().string(text);
    }

    /** How many columns the terminal has; 0 if there is none. */
    public int width() {
        return CommandContext.of(spec).width();
    }

    /** A text fit for one line of a terminal: control characters and the like are question marks. */
    public static String printable(String text) {
        return CONTROLS.matcher(text).replaceAll("?");
    }

    private void line(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }

    /**
     * A table with columns of these names, which are the keys of the JSON objects.
     *
     * @param columns in small letters, words separated by {@code _}
     */
    public Table table(String... columns) {
        return new Table(List.of(columns));
    }

    /** Rows of a result; as text they are aligned, and so printed when the table is closed, as JSON at once. */
    public final class Table implements AutoCloseable {
        private final List<String> columns;
        private final List<List<String>> rows = new ArrayList<>();

        private Table(List<String> columns) {
            this.columns = columns;
        }

        /** One more row; null is empty. */
        public Table row(@Nullable Object... values) {
            if (values.length != columns.size()) {
                throw new IllegalArgumentException("row: " + values.length + " values for the columns " + columns);
            }
            if (json) {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                for (int i = 0; i < values.length; i++) {
                    object.put(columns.get(i), values[i]);
                }
                line(Json.write(object));
            } else {
                rows.add(Arrays.stream(values)
                        .map(value -> value == null ? "" : printable(value.toString()))
                        .toList());
            }
            return this;
        }

        /** Prints what has not been printed yet; a table without rows prints nothing. */
        @Override
        public void close() {
            if (rows.isEmpty()) {
                return;
            }
            rows.addFirst(columns.stream()
                    .map(name -> name.replace('_', ' ').toUpperCase(Locale.ROOT))
                    .toList());
            int[] widths = new int[columns.size()];
            rows.forEach(row -> {
                for (int i = 0; i < widths.length; i++) {
                    widths[i] = Math.max(widths[i], row.get(i).length());
                }
            });
            rows.forEach(row -> line(fitted(aligned(row, widths))));
            rows.clear();
        }

        private static String aligned(List<String> row, int[] widths) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                text.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            return text.toString().stripTrailing();
        }

        private String fitted(String text) {
            int most = width();
            return most > 0 && text.length() > most ? text.substring(0, most - 1) + "…" : text;
        }
    }
}
