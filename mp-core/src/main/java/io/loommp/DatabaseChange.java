package io.loommp;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a family of the database, for one who monitors it: what it is now, and in what that differs from what
 * he was told last. A key stands in at most one of the three lists.
 *
 * <p>The first one tells the whole content, also if there is none; all keys are added then.
 *
 * <p><b>Threads:</b> any; nothing in it changes.
 *
 * @param <V> what the values are
 * @param family the name of the family
 * @param all the whole content now, sorted by key; for reading
 * @param added keys that were not there
 * @param changed keys that have another value now
 * @param deleted keys that are no longer there
 */
public record DatabaseChange<V extends @Nullable Object>(
        String family, Map<String, V> all, List<String> added, List<String> changed, List<String> deleted) {

    /** Keeps what it is given: nobody may change it later. */
    public DatabaseChange {
        all = Collections.unmodifiableMap(all);
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        deleted = List.copyOf(deleted);
    }

    /** Whether nothing differs. */
    public boolean isEmpty() {
        return added.isEmpty() && changed.isEmpty() && deleted.isEmpty();
    }
}
