package io.loommp.record;

import io.loommp.record.ElementForm.Kind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/* Whether what is written as one form may be read as another: then nothing on the wire tells the two apart. */
final class Likeness {
    private static final Set<Kind> SCALARS =
            EnumSet.of(Kind.TEXT, Kind.NUMBER, Kind.TRUTH, Kind.NAME, Kind.DURATION, Kind.INSTANT);

    /** Texts that are never numbers. */
    private static final Set<Kind> WORDS = EnumSet.of(Kind.NAME, Kind.DURATION, Kind.INSTANT);

    private Likeness() {}

    /** Whether a message of {@code sent} may be read as {@code read}; they have the same tag. */
    static boolean mayTake(RecordForm read, RecordForm sent) {
        List<ElementForm> wanted = read.components();
        List<ElementForm> there = sent.components();
        int size = Math.max(wanted.size(), there.size());
        for (int i = 0; i < size; i++) {
            ElementForm reader = i < wanted.size() ? wanted.get(i) : read.restItem();
            ElementForm writer = i < there.size() ? there.get(i) : sent.restItem();
            boolean mayBeMissing = i >= there.size();
            if (reader != null && !mayTakeElement(reader, writer, mayBeMissing)) {
                return false;
            }
        }
        return true;
    }

    /** {@code writer} is null where nothing is written. */
    private static boolean mayTakeElement(ElementForm reader, @Nullable ElementForm writer, boolean mayBeMissing) {
        boolean mayBeNull = mayBeMissing || (writer != null && writer.isOptional());
        return (mayBeNull && reader.isOptional()) || (writer != null && mayTake(reader, writer));
    }

    private static boolean mayTake(ElementForm reader, ElementForm writer) {
        ElementForm a = present(reader);
        ElementForm b = present(writer);
        if (a.kind() == Kind.ANY || b.kind() == Kind.ANY) {
            return true;
        }
        if (SCALARS.contains(a.kind())) {
            return SCALARS.contains(b.kind()) && mayTakeScalar(a, b);
        }
        if (a instanceof SetForm one && b instanceof SetForm other) {
            return !Collections.disjoint(one.tags(), other.tags());
        }
        return !SCALARS.contains(b.kind()) && (a.kind() == Kind.MAP) == (b.kind() == Kind.MAP);
    }

    private static boolean mayTakeScalar(ElementForm a, ElementForm b) {
        if (a instanceof NameForm one && b instanceof NameForm other) {
            return one.sharesNamesWith(other);
        }
        boolean numberOfWord = WORDS.contains(a.kind()) && (b.kind() == Kind.NUMBER || b.kind() == Kind.TRUTH);
        boolean wordOfNumber = WORDS.contains(b.kind()) && (a.kind() == Kind.NUMBER || a.kind() == Kind.TRUTH);
        boolean times = a.kind() != b.kind()
                && a.kind() != Kind.NAME
                && b.kind() != Kind.NAME
                && WORDS.contains(a.kind())
                && WORDS.contains(b.kind());
        return !numberOfWord && !wordOfNumber && !times;
    }

    private static ElementForm present(ElementForm form) {
        return form instanceof AbsentForm absent ? absent.present() : form;
    }
}
