package io.loommp.supervise;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a supervisor is to run: children in the order in which they are started, some of which may be trees themselves.
 *
 * <pre>{@code
 * Tree shop = oneForOne("shop")
 *         .intensity(5, Duration.ofSeconds(10))
 *         .child("stock", s -> ThreadPorts.spawn(s.node(), stock))
 *         .child("desk", s -> s.node().port(desk), transientChild().stopWithin(Duration.ofSeconds(2)))
 *         .tree(restForOne("orders")
 *                 .child("book", s -> s.node().port(book))
 *                 .child("mailer", s -> ThreadPorts.spawn(s.node(), mailer)));
 * }</pre>
 *
 * <p>Immutable; each method that changes something returns another one. Nothing runs before {@link Supervisor#start}.
 */
public final class Tree {
    private static final int MAX = 3;
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final Strategy strategy;
    private final String name;
    private final int max;
    private final Duration period;
    private final List<ChildSpec> children;

    private Tree(Strategy strategy, String name, int max, Duration period, List<ChildSpec> children) {
        this.strategy = strategy;
        this.name = name;
        this.max = max;
        this.period = period;
        this.children = children;
    }

    private static Tree of(Strategy strategy, String name) {
        ChildSpec.checkName(name);
        return new Tree(strategy, name, MAX, PERIOD, List.of());
    }

    /**
     * A tree of children that stand each for itself: only the one that ended is started anew.
     *
     * @throws IllegalArgumentException if the name is blank, or holds a slash or control characters
     */
    public static Tree oneForOne(String name) {
        return of(Strategy.ONE_FOR_ONE, name);
    }

    /** A tree of children that only make sense together: when one is started anew, all are; see {@link #oneForOne}. */
    public static Tree oneForAll(String name) {
        return of(Strategy.ONE_FOR_ALL, name);
    }

    /**
     * A tree of children that build on those before them: when one is started anew, so are those after it; see
     * {@link #oneForOne}.
     */
    public static Tree restForOne(String name) {
        return of(Strategy.REST_FOR_ONE, name);
    }

    /**
     * With another limit for how often children may be started anew: at most {@code max} times within the period, 3 times
     * in 5 s unless said otherwise. Children that are started anew together count once. At the next time after that the
     * supervisor gives up.
     *
     * @throws IllegalArgumentException if {@code max} is negative, or the period not positive
     */
    public Tree intensity(int max, Duration period) {
        if (max < 0) {
            throw new IllegalArgumentException("max must not be negative: " + max);
        }
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("period must be positive: " + period);
        }
        return new Tree(strategy, name, max, period, children);
    }

    /** With one more child, a permanent one; see {@link #child(String, ChildStart, Child)}. */
    public Tree child(String name, ChildStart start) {
        return child(name, start, Child.permanent());
    }

    /**
     * With one more child, started after those before it.
     *
     * @throws IllegalArgumentException if there is a child of that name, or the name is blank or holds a slash or control
     *     characters
     */
    public Tree child(String name, ChildStart start, Child kept) {
        return with(ChildSpec.leaf(name, start, kept));
    }

    /** With a tree as one more child, a permanent one; see {@link #tree(Tree, Child)}. */
    public Tree tree(Tree branch) {
        return tree(branch, Child.permanent());
    }

    /**
     * With a tree as one more child: a supervisor of its own, started when all its children have been, and stopped when
     * they are. When it gives up, that is an abnormal end of this child.
     *
     * @throws IllegalArgumentException if there is a child of that name, or the tree needs children and has none
     */
    public Tree tree(Tree branch, Child kept) {
        return with(ChildSpec.branch(branch, kept));
    }

    private Tree with(ChildSpec child) {
        if (children.stream().anyMatch(present -> present.name().equals(child.name()))) {
            throw new IllegalArgumentException("\"%s\" has a child \"%s\" already".formatted(name, child.name()));
        }
        List<ChildSpec> more = new ArrayList<>(children);
        more.add(child);
        return new Tree(strategy, name, max, period, List.copyOf(more));
    }

    /** @throws IllegalArgumentException if children are missing that can not well be added later */
    void checkStartable() {
        if (children.isEmpty() && strategy != Strategy.ONE_FOR_ONE) {
            throw new IllegalArgumentException(
                    "\"%s\" has no children, which makes no sense for a %s tree".formatted(name, strategy));
        }
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** Which children are started anew together. */
    public Strategy strategy() {
        return strategy;
    }

    int max() {
        return max;
    }

    Duration period() {
        return period;
    }

    List<ChildSpec> children() {
        return children;
    }

    @Override
    public String toString() {
        return children.stream()
                .map(ChildSpec::name)
                .collect(Collectors.joining(", ", strategy + " \"" + name + "\" [", "]"));
    }
}
