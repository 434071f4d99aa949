package io.loommp.manage;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /**
     * A tracer that ends when another one is put above it: it is told of that, and then {@link Event.TraceDisabled}, so that a
     * file is closed, and nothing afterwards. Without this a tracer goes on below others.
     *
     * <p>It keeps its place in the stack, under its name, until its handle is closed.
     */
    public static Tracer exclusive(Tracer tracer) {
        Objects.requireNonNull(tracer, "tracer");
        AtomicBoolean over = new AtomicBoolean();
        return event -> {
            if (over.get()) {
                return;
            }
            over.set(event instanceof Event.TraceTakeover);
            tracer.on(event);
            if (over.get()) {
                tracer.on(new Event.TraceDisabled());
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
     * What a property says, or, if it says nothing, the variable of the environment that is called so in capitals and with
     * underscores: {@code LOOMMP_TRACE_FILE} for {@code loommp.trace.file}. The empty text says nothing.
     */
    public static @Nullable String setting(
            String name,
            Function<String, @Nullable String> properties,
            Function<String, @Nullable String> environment) {
        String property = properties.apply(name);
        if (property != null && !property.isEmpty()) {
            return property;
        }
        String variable = environment.apply(name.toUpperCase(Locale.ROOT).replace('.', '_'));
        return variable == null || variable.isEmpty() ? null : variable;
    }

    /** As {@link #install(Tracing, Function)}, by the properties and the environment of this process. */
    public static void install(Tracing tracing) {
        install(tracing, name -> setting(name, System::getProperty, System::getenv));
    }

    /**
     * Installs the tracer that settings ask for, the first that can be had of {@code loommp.trace.file} (its path),
     * {@code loommp.trace.console} and {@code loommp.trace.jfr} (anything but 0 and the empty text), and sets the flags of
     * {@code loommp.trace.flags} (see {@link TraceFlags#parse}).
     */
    public static void install(Tracing tracing, Function<String, @Nullable String> settings) {
        String flags = settings.apply("loommp.trace.flags");
        if (flags != null) {
            tracing.flags(TraceFlags.parse(flags));
        }
        String file = settings.apply("loommp.trace.file");
        if (file != null && !file.isEmpty()) {
            try {
                tracing.push("file", file(Path.of(file), Instant::now));
                return;
            } catch (IOException | InvalidPathException e) {
                LOG.error("cannot trace to {}", file, e);
            }
        }
        if (isOn(settings.apply("loommp.trace.console"))) {
            tracing.push("console", console());
        } else if (isOn(settings.apply("loommp.trace.jfr"))) {
            tracing.push("jfr", jfr());
        }
    }

    private static boolean isOn(@Nullable String setting) {
        return setting != null && !setting.isEmpty() && !setting.equals("0");
    }
}
