package io.loommp.cli.inspect;

import io.loommp.inspect.PortLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How ports are shown. */
final class PortTable {
    static final String[] COLUMNS = {"port", "kind", "state", "waiting", "age", "received", "rate", "monitors", "what"};

    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3600;
    private static final double MILLIS_PER_SECOND = 1000;

    private PortTable() {}

    /** One row for people: for each column its text. */
    static @Nullable Object[] row(PortLine line) {
        return new @Nullable Object[] {
            line.id().name(),
            word(line.kind()),
            word(line.state()),
            line.waiting(),
            line.age()
                    .map(age -> (line.oldestKept() == null ? ">" : "") + text(age))
                    .orElse(null),
            line.received(),
            line.rate() == null ? null : String.format(Locale.ROOT, "%.1f", line.rate()),
            line.monitors(),
            what(line)
        };
    }

    private static final String FIXED = "%-22s %-8s %-9s %9s %8s %11s %10s %8s  %s";

    /** What stands over rows of fixed widths. */
    static String heading() {
        return String.format(Locale.ROOT, FIXED, (Object[]) COLUMNS).toUpperCase(Locale.ROOT);
    }

    /** A row of fixed widths, which do not change from one page to the next. */
    static String fixed(PortLine line) {
        @Nullable Object[] row = row(line);
        for (int i = 0; i < row.length; i++) {
            row[i] = row[i] == null ? "" : row[i];
        }
        return String.format(Locale.ROOT, FIXED, row);
    }

    /** The same for programs. */
    static Map<String, @Nullable Object> object(PortLine line) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("port", line.id().toString());
        object.put("kind", word(line.kind()));
        object.put("state", word(line.state()));
        object.put("waits_for", line.waitsFor());
        object.put("waits_for_port", line.waitsForPort() == null ? null : String.valueOf(line.waitsForPort()));
        object.put("names", line.names());
        object.put("waiting", line.waiting());
        object.put("queued", line.queued());
        object.put("kept", line.kept());
        object.put(
                "age_seconds",
                line.age().map(age -> age.toMillis() / MILLIS_PER_SECOND).orElse(null));
        object.put("received", line.received());
        object.put("rate", line.rate());
        object.put("monitors", line.monitors());
        return object;
    }

    /** Its names, and what it waits for. */
    private static String what(PortLine line) {
        List<String> parts = new ArrayList<>();
        if (!line.names().isEmpty()) {
            parts.add(String.join(" ", line.names()));
        }
        if (line.waitsFor() != null) {
            parts.add(
                    "waits for " + line.waitsFor() + (line.waitsForPort() == null ? "" : " of " + line.waitsForPort()));
        }
        return String.join("; ", parts);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** How long that is, as people say it. */
    static String text(Duration duration) {
        double seconds = duration.toMillis() / MILLIS_PER_SECOND;
        if (seconds < SECONDS_PER_MINUTE) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return seconds < SECONDS_PER_HOUR
                ? String.format(Locale.ROOT, "%.0f min", seconds / SECONDS_PER_MINUTE)
                : String.format(Locale.ROOT, "%.1f h", seconds / SECONDS_PER_HOUR);
    }
}
