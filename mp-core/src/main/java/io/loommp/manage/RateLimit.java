package io.loommp.manage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets at most so many lines a second through for each key, and says how many were held back.
 *
 * <p><b>Threads:</b> any. <b>Limits:</b> remembers the 1,000 keys that were used last, and the last line of each that was
 * held back.
 */
public final class RateLimit {
    private static final int KEYS_MAX = 1000;
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private final LongSupplier nanoTime;
    private final @Nullable Later later;
    private boolean flushIsComing; // under the monitor of windows

    private final Map<Object, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Window> eldest) {
            boolean tooMany = size() > KEYS_MAX;
            forgotten = tooMany ? eldest.getValue() : null;
            return tooMany;
        }
    };

    private @Nullable Window forgotten; // under the monitor of windows, for the moment of a call

    /** One key's share of a second. */
    private static final class Window {
        long startNanos;
        int lines;
        long suppressed;

        @Nullable
        Consumer<String> lastSuppressed;

        /** How to say what was held back, if anything was; it is then forgotten. */
        @Nullable
        Runnable takeSuppressed() {
            Consumer<String> line = lastSuppressed;
            String more = suppressedText(suppressed - 1);
            suppressed = 0;
            lastSuppressed = null;
            return line == null ? null : () -> line.accept(more);
        }
    }

    /** Runs a task when so much time has passed. */
    @FunctionalInterface
    public interface Later {
        /** On whatever thread; the task writes lines. */
        void run(long nanos, Runnable task);
    }

    /** A limit of so many lines a second and key, by this clock. What was held back is told with the next line that passes. */
    public RateLimit(int perSecond, LongSupplier nanoTime) {
        this(perSecond, nanoTime, null);
    }

    /** As {@link #RateLimit(int, LongSupplier)}, but what was held back is told at the end of its second, if no line passes. */
    public RateLimit(int perSecond, LongSupplier nanoTime, @Nullable Later later) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.later = later;
    }

    /**
     * Runs {@code line} unless this key has had its share of the present second. It gets what to append to its text:
     * nothing, or how many lines were suppressed since the last that was let through. One that is held back may be run
     * later, so it must not keep much.
     */
    public void run(Object key, Consumer<String> line) {
        String more = null;
        Runnable lostSight;
        boolean needsFlush = false;
        synchronized (windows) {
            Window window = windows.computeIfAbsent(key, k -> new Window());
            lostSight = forgotten == null ? null : forgotten.takeSuppressed();
            forgotten = null;
            long now = nanoTime.getAsLong();
            if (window.lines == 0 || now - window.startNanos >= PERIOD_NANOS) {
                window.startNanos = now;
                window.lines = 0;
            }
            if (window.lines < perSecond) {
                window.lines++;
                more = suppressedText(window.suppressed);
                window.suppressed = 0;
                window.lastSuppressed = null;
            } else {
                window.suppressed++;
                window.lastSuppressed = later == null ? null : line;
                needsFlush = !flushIsComing;
                flushIsComing = true;
            }
        }
        if (lostSight != null) {
            lostSight.run();
        }
        if (more != null) {
            line.accept(more);
        } else if (needsFlush && later != null) {
            later.run(PERIOD_NANOS, () -> flush(later));
        }
    }

    /**
     * As {@link #run(Object, Consumer)}, and what passes this limit must pass another one, too: keys may be as many as somebody
     * likes.
     *
     * @param keyInAll the key of the other limit
     */
    public void run(Object key, RateLimit inAll, Object keyInAll, Consumer<String> line) {
        run(key, more -> inAll.run(keyInAll, moreInAll -> line.accept(more + moreInAll)));
    }

    private static String suppressedText(long suppressed) {
        return suppressed <= 0 ? "" : " (suppressed " + suppressed + " like it)";
    }

    /** Tells what was held back in seconds that are over: the last line, and how many were like it. */
    private void flush(Later again) {
        boolean moreToCome;
        List<Runnable> due = new ArrayList<>();
        synchronized (windows) {
            long now = nanoTime.getAsLong();
            for (Window window : windows.values()) {
                if (window.lastSuppressed != null && now - window.startNanos >= PERIOD_NANOS) {
                    window.startNanos = now;
                    window.lines = 1;
                    addIfAny(due, window);
                }
            }
            moreToCome = windows.values().stream().anyMatch(window -> window.lastSuppressed != null);
            flushIsComing = moreToCome;
        }
        due.forEach(Runnable::run);
        if (moreToCome) {
            again.run(PERIOD_NANOS, () -> flush(again));
        }
    }

    /** Tells at once all that was held back. */
    public void flushAll() {
        List<Runnable> due = new ArrayList<>();
        synchronized (windows) {
            windows.values().forEach(window -> addIfAny(due, window));
        }
        due.forEach(Runnable::run);
    }

    private static void addIfAny(List<Runnable> due, Window window) {
        Runnable told = window.takeSuppressed();
        if (told != null) {
            due.add(told);
        }
    }
}
