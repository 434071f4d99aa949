package io.loommp.testkit;

import io.loommp.Address;
import io.loommp.PortId;
import io.loommp.manage.Event;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * What a {@link LoomTest} may do although it would fail by it. A test asks for it as a parameter.
 *
 * <p><b>Threads:</b> any.
 */
public final class Tolerance {
    private final Set<PortId> leaks = ConcurrentHashMap.newKeySet();
    private final List<Predicate<? super Event.Died>> deaths = new CopyOnWriteArrayList<>();
    private final List<Predicate<? super Event.DeadLetter>> letters = new CopyOnWriteArrayList<>();

    Tolerance() {}

    /** This port may be left behind. */
    public Tolerance leak(Address port) {
        leaks.add(port.id());
        return this;
    }

    /** This port may die though nobody watches it. */
    public Tolerance death(Address port) {
        PortId id = port.id();
        return deaths(died -> died.port().equals(id));
    }

    /** Such ends may happen though nobody watches. */
    public Tolerance deaths(Predicate<? super Event.Died> which) {
        deaths.add(which);
        return this;
    }

    /** Such messages may not be delivered. */
    public Tolerance deadLetters(Predicate<? super Event.DeadLetter> which) {
        letters.add(which);
        return this;
    }

    boolean allows(PortId leak) {
        return leaks.contains(leak);
    }

    boolean allows(Event.Died died) {
        return deaths.stream().anyMatch(which -> which.test(died));
    }

    boolean allows(Event.DeadLetter letter) {
        return letters.stream().anyMatch(which -> which.test(letter));
    }
}
