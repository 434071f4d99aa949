package io.loommp.supervise;

import io.loommp.manage.LogText;
import java.util.Objects;

/**
 * A child as its tree describes it.
 *
 * @param name unique among its siblings
 * @param what how to start it
 * @param kept how to keep it
 */
record ChildSpec(String name, What what, Child kept) {

    /** What a child is made of. */
    sealed interface What {}

    /** A port, of whatever kind. */
    record Leaf(ChildStart start) implements What {}

    /** A supervisor with children of its own. */
    record Branch(Tree tree) implements What {}

    static ChildSpec leaf(String name, ChildStart start, Child kept) {
        checkName(name);
        Objects.requireNonNull(kept, "kept");
        return new ChildSpec(name, new Leaf(Objects.requireNonNull(start, "start")), kept);
    }

    static ChildSpec branch(Tree tree, Child kept) {
        tree.checkStartable();
        Objects.requireNonNull(kept, "kept");
        return new ChildSpec(tree.name(), new Branch(tree), kept);
    }

    /** @throws IllegalArgumentException if it is empty, or holds what would make paths and drawings unreadable */
    static void checkName(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of a child must not be blank: \"" + name + '"');
        }
        if (name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("the name of a child must not contain '/': \"" + name + '"');
        }
        if (!LogText.escape(name).equals(name)) {
            throw new IllegalArgumentException("the name of a child must be one line of at most %d characters: \"%s\""
                    .formatted(LogText.CHARS_MAX, LogText.escape(name)));
        }
    }

    Lifetime lifetime() {
        return kept.lifetime();
    }

    long startNanos() {
        return kept.startNanos(what instanceof Branch);
    }

    long stopNanos() {
        return kept.stopNanos(what instanceof Branch);
    }
}
