package io.loommp.kernel;

import java.util.ArrayList;
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

    private @Nullable Set<T> elements; // made when there is one: most reply slots have none, and there are many
    private boolean closed;

    /** False if closed; then the element was not added. */
    synchronized boolean add(T element) {
        if (closed) {
            return false;
        }
        if (elements == null) {
            elements = new LinkedHashSet<>(4);
        }
        elements.add(element);
        return true;
    }

    synchronized boolean remove(T element) {
        return elements != null && elements.remove(element);
    }

    synchronized List<T> close() {
        closed = true;
        List<T> all = all();
        elements = null;
        return all;
    }

    synchronized boolean contains(T element) {
        return elements != null && elements.contains(element);
    }

    synchronized List<T> all() {
        return elements == null || elements.isEmpty() ? List.of() : new ArrayList<>(elements);
    }

    synchronized int size() {
        return elements == null ? 0 : elements.size();
    }

    synchronized boolean has(Predicate<? super T> wanted) {
        return elements != null && elements.stream().anyMatch(wanted);
    }
}
