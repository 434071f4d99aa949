package io.loommp.kernel;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A set that can be closed: taken whole once, and refusing what comes after. Compares by the elements' own equality. */
final class ClosableSet<T> {
    /** One that is closed and empty, for all who never had one. */
    static final ClosableSet<?> CLOSED = new ClosableSet<>();

    static {
        CLOSED.close();
    }

    private @Nullable T only; // an element that is alone: most are, and there are many sets
    private @Nullable Set<T> elements; // made for the second one, and kept
    private boolean closed;

    /** False if closed; then the element was not added. */
    synchronized boolean add(T element) {
        if (closed) {
            return false;
        }
        if (elements != null) {
            elements.add(element);
        } else if (only == null) {
            only = element;
        } else if (!only.equals(element)) {
            elements = new LinkedHashSet<>(4);
            elements.add(only);
            elements.add(element);
            only = null;
        }
        return true;
    }

    synchronized boolean remove(T element) {
        if (element.equals(only)) {
            only = null;
            return true;
        }
        return elements != null && elements.remove(element);
    }

    synchronized List<T> close() {
        closed = true;
        List<T> all = all();
        only = null;
        elements = null;
        return all;
    }

    synchronized boolean contains(T element) {
        return element.equals(only) || (elements != null && elements.contains(element));
    }

    synchronized List<T> all() {
        if (only != null) {
            return List.of(only);
        }
        return elements == null ? List.of() : List.copyOf(elements);
    }

    synchronized int size() {
        return only != null ? 1 : elements == null ? 0 : elements.size();
    }

    synchronized boolean has(Predicate<? super T> wanted) {
        return only != null
                ? wanted.test(only)
                : elements != null && elements.stream().anyMatch(wanted);
    }
}
