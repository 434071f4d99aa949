package io.loommp.record;

import java.util.ArrayDeque;
import java.util.stream.Collectors;

/* Why a value cannot be sent, and where in the record it stands: found inside, told outside. Made only when there is one. */
final class Refusal {
    private static final int STEPS_SHOWN = 8;

    private final ArrayDeque<String> steps = new ArrayDeque<>();
    private final String what;

    Refusal(String what) {
        this.what = what;
    }

    static Refusal ofNull() {
        return new Refusal(" is null, which only a @Nullable component may be");
    }

    static Refusal ofDepth() {
        return new Refusal(" is nested deeper than any message (or contains itself)");
    }

    /** The same, seen from one level further out. */
    Refusal at(String step) {
        steps.addFirst(step);
        return this;
    }

    IllegalArgumentException toException(String record) {
        String place = steps.stream().limit(STEPS_SHOWN).collect(Collectors.joining());
        return new IllegalArgumentException(record + place + (steps.size() > STEPS_SHOWN ? "…" : "") + what);
    }
}
