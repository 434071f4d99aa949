package io.loommp.manage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Lets at most so many lines a second through for each key, and says how many were held back.
 *
 * <p><b>Threads:</b> any. <b>Limits:</b> remembers the 1,000 keys that were used last.
 */
public final class RateLimit {
    private static final int KEYS_MAX = 1000;
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final LongSupplier nanoTime;
    private final Map<Object, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Window> eldest) {
            return size() > KEYS_MAX;
        }
    };

    private static final class Window {
        long startNanos;
        int lines;
        long suppressed;
    }

    /** A limit of so many lines a second and key, by this clock. */
    public RateLimit(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
    }

    /**
     * Runs {@code line} unless this key has had its share of the present second. It gets what to append to its text:
     * nothing, or how many lines were suppressed since the last that was let through.
     */
    public void run(Object key, Consumer<String> line) {
        long suppressed;
        synchronized (windows) {
            Window window = windows.computeIfAbsent(key, k -> new Window());
            long now = nanoTime.getAsLong();
            if (window.lines == 0 || now - window.startNanos >= PERIOD_NANOS) {
                window.startNanos = now;
                window.lines = 0;
            }
            if (window.lines >= perSecond) {
                window.suppressed++;
                return;
            }
            window.lines++;
            suppressed = window.suppressed;
            window.suppressed = 0;
        }
        line.accept(suppressed == 0 ? "" : " (suppressed " + suppressed + " like it)");
    }
}
