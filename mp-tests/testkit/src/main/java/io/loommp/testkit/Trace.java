package io.loommp.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link World} has done, step by step: which thread ran, which timer fired, where time moved, and what the test
 * noted. Two runs of the same code with the same seed have equal traces.
 *
 * <p><b>Threads:</b> the one that drives the world, until its code has returned; then any.
 * <p><b>Limits:</b> eight bytes a step; it ends with the world, of whose closing it says nothing.
 */
public final class Trace {
    private static final int KIND_BITS = 2;
    private static final int RUN = 0;
    private static final int FIRE = 1;
    private static final int TIME = 2;
    private static final int NOTE = 3;

    // by number; their texts are made when somebody reads
    private final List<@Nullable Object> runners = new ArrayList<>();
    private final List<@Nullable Object> timers = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long[] steps = new long[64];
    private int size;

    Trace() {}

    private void add(int kind, long value) {
        if (size == steps.length) {
            steps = Arrays.copyOf(steps, size * 2);
        }
        steps[size++] = value << KIND_BITS | kind;
    }

    void ran(Strand strand) {
        set(runners, strand.number, strand);
        add(RUN, strand.number);
    }

    void fired(Clock.Task timer) {
        set(timers, timer.number, timer);
        add(FIRE, timer.number);
    }

    private static void set(List<@Nullable Object> all, int number, Object what) {
        while (all.size() <= number) {
            all.add(null);
        }
        all.set(number, what);
    }

    void time(long nanos) {
        add(TIME, nanos);
    }

    void note(String text) {
        notes.add(text);
        add(NOTE, notes.size() - 1);
    }

    /** How many steps there are. */
    public int size() {
        return size;
    }

    /** All steps, one a line. */
    public List<String> lines() {
        return lines(0);
    }

    /** The last steps, at most so many, one a line. */
    public List<String> tail(int count) {
        return lines(Math.max(0, size - count));
    }

    private List<String> lines(int from) {
        return IntStream.range(from, size).mapToObj(this::line).toList();
    }

    private String line(int index) {
        long value = steps[index] >>> KIND_BITS;
        return switch ((int) steps[index] & ((1 << KIND_BITS) - 1)) {
            case RUN -> runners.get((int) value) + " runs";
            case FIRE -> timers.get((int) value) + " fires";
            case TIME -> "time is " + Duration.ofNanos(value);
            default -> "note: " + notes.get((int) value);
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Trace trace
                && Arrays.equals(steps, 0, size, trace.steps, 0, trace.size)
                && lines().equals(trace.lines());
    }

    @Override
    public int hashCode() {
        int hash = notes.hashCode();
        for (int i = 0; i < size; i++) {
            hash = 31 * hash + Long.hashCode(steps[i]);
        }
        return hash;
    }

    /** The steps, one a line. */
    @Override
    public String toString() {
        return String.join("\n", lines());
    }
}
