package io.loommp.kernel;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A set that can be closed: taken whole once, and refusing what comes after. Compares by the elements' own equality. */
final class ClosableSet<T> {
    /** One that is closed and empty, for all who never had one. */
    static final ClosableSet<?> CLOSED = new ClosableSet<>();

    static {
        CLOSED.close();
    }

    private final Set<T> elements = new LinkedHashSet<>(4);
    private boolean closed;

    /** False if closed; then the element was not added. */
    synchronized boolean add(T element) {
        if (!closed) {
            elements.add(element);
        }
        return !closed;
    }

    synchronized boolean remove(T element) {
        return elements.remove(element);
    }

    synchronized List<T> close() {
        closed = true;
        List<T> all = new ArrayList<>(elements);
        elements.clear();
        return all;
    }

    synchronized List<T> all() {
        return List.copyOf(elements);
    }

    synchronized int size() {
        return elements.size();
    }

    synchronized boolean has(Predicate<? super T> wanted) {
        return elements.stream().anyMatch(wanted);
    }
}
