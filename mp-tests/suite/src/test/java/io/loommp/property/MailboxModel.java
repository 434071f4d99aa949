package io.loommp.property;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a mailbox is, at its simplest: a list of what has come, of which a prefix has been seen. A receive looks at what was
 * seen and left, then goes on into what was not, hands what has a handler to it, and stops at what it wants.
 */
final class MailboxModel {
    /** A message: its tag, and a number that no other has. */
    record Item(String tag, int number) {}

    private final List<Item> seen = new ArrayList<>();
    private final List<Item> unseen = new ArrayList<>();
    private final Set<String> handlers = new HashSet<>();
    private final List<Item> handled = new ArrayList<>();

    void send(Item item) {
        unseen.add(item);
    }

    /** Takes a notice back; false if it is not in the mailbox any more. */
    boolean withdraw(Item item) {
        return seen.remove(item) || unseen.remove(item);
    }

    void on(String tag) {
        handlers.add(tag);
    }

    void off(String tag) {
        handlers.remove(tag);
    }

    /** What the handlers were given, in order. */
    List<Item> handled() {
        return handled;
    }

    Optional<Item> receive(Predicate<Item> wanted) {
        for (Iterator<Item> each = seen.iterator(); each.hasNext(); ) {
            Item item = each.next();
            if (wanted.test(item)) {
                each.remove();
                return Optional.of(item);
            }
        }
        while (!unseen.isEmpty()) {
            Item item = unseen.removeFirst();
            if (handlers.contains(item.tag)) {
                handled.add(item);
            } else {
                seen.add(item); // and there it stays if the test throws
                if (wanted.test(item)) {
                    seen.removeLast();
                    return Optional.of(item);
                }
            }
        }
        return Optional.empty();
    }
}
