package io.loommp.manage;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tracers that come with the runtime. */
public final class Tracers {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.trace");

    private Tracers() {}

    /** Writes a line of the log ({@code io.loommp.trace}, info) for each event. */
    public static Tracer console() {
        return event -> LOG.info("{}", EventText.of(event));
    }

    /**
     * Appends a line for each event to a file, behind the time, as the JDK writes it; each is written at once. The file is
     * closed when the tracer is removed, or cannot write any more, or the node closes.
     *
     * @param now the time, for people
     * @throws IOException if the file cannot be opened
     */
    public static Tracer file(Path file, Supplier<?> now) throws IOException {
        BufferedWriter out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return event -> {
            boolean goesOn = false;
            try {
                out.write(now.get() + " " + EventText.of(event) + '\n');
                out.flush();
                goesOn = !(event instanceof Event.TraceDisabled);
            } finally {
                if (!goesOn) {
                    out.close();
                }
            }
        };
    }

    /** Commits an event of the Flight Recorder, {@code loommp.Trace}, for each; it costs next to nothing while none records. */
    public static Tracer jfr() {
        return event -> {
            FlightTrace trace = new FlightTrace();
            if (trace.shouldCommit()) {
                trace.kind = event.kind().name();
                trace.text = EventText.of(event);
                trace.commit();
            }
        };
    }

    /**
     * Installs the tracer that properties ask for, the first that can be had of {@code loommp.trace.file} (its path),
     * {@code loommp.trace.console} and {@code loommp.trace.jfr} (anything), and sets the flags of {@code loommp.trace.flags} (see
     * {@link TraceFlags#parse}).
     */
    public static void install(Tracing tracing, Function<String, @Nullable String> properties) {
        String flags = properties.apply("loommp.trace.flags");
        if (flags != null) {
            tracing.flags(TraceFlags.parse(flags));
        }
        String file = properties.apply("loommp.trace.file");
        if (file != null) {
            try {
                tracing.push("file", file(Path.of(file), Instant::now));
                return;
            } catch (IOException | InvalidPathException e) {
                LOG.error("cannot trace to {}", file, e);
            }
        }
        if (properties.apply("loommp.trace.console") != null) {
            tracing.push("console", console());
        } else if (properties.apply("loommp.trace.jfr") != null) {
            tracing.push("jfr", jfr());
        }
    }
}
