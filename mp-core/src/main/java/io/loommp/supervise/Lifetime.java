package io.loommp.supervise;

import java.util.Locale;

/** After which ends a child is started anew. */
public enum Lifetime {
    /** After every end. */
    PERMANENT,
    /** After an abnormal end. A normal one, or an exit with {@code shutdown}, means that its work is done. */
    TRANSIENT,
    /** Never: when it has ended, or was stopped with others, its supervisor forgets it. */
    TEMPORARY;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
