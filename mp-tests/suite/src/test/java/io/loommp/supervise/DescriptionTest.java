package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.Node;
import io.loommp.local.LocalNodes;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What may stand in the description of a tree. */
@Timeout(30)
class DescriptionTest {
    private static final ChildStart NOTHING = s -> s.ignore();

    private static void assertRefused(ThrowingCallable description, String message) {
        assertThatIllegalArgumentException().isThrownBy(description).withMessage(message);
    }

    @Test
    void namesAreUniqueAmongSiblings() {
        Tree tree = Tree.oneForOne("shop").child("desk", NOTHING);

        assertRefused(() -> tree.child("desk", NOTHING), "\"shop\" has a child \"desk\" already");
        assertRefused(() -> tree.tree(Tree.oneForOne("desk")), "\"shop\" has a child \"desk\" already");
        assertThat(tree.tree(Tree.oneForOne("below").child("desk", NOTHING)).toString())
                .isEqualTo("one-for-one \"shop\" [desk, below]");
    }

    @Test
    void namesCanBeReadInPathsAndLogs() {
        assertRefused(() -> Tree.oneForOne(" "), "the name of a child must not be blank: \" \"");
        assertRefused(() -> Tree.oneForAll("a/b"), "the name of a child must not contain '/': \"a/b\"");
        assertRefused(
                () -> Tree.oneForOne("shop").child("a\nb", NOTHING),
                "the name of a child must be one line of at most 200 characters: \"a\\u000Ab\"");
        assertRefused(() -> Child.permanent().named(""), "a name must not be empty");
    }

    @Test
    void limitsAreWithinReason() {
        assertRefused(
                () -> Child.permanent().stopWithin(Duration.ofSeconds(-1)), "stopWithin must not be negative: PT-1S");
        assertRefused(
                () -> Child.permanent().startWithin(Duration.ofSeconds(-1)), "startWithin must not be negative: PT-1S");
        assertRefused(() -> Child.permanent().startWithin(Duration.ZERO), "startWithin must be positive: PT0S");
        assertRefused(
                () -> Tree.oneForOne("shop").intensity(-1, Duration.ofSeconds(1)), "max must not be negative: -1");
        assertRefused(() -> Tree.oneForOne("shop").intensity(1, Duration.ZERO), "period must be positive: PT0S");
    }

    @Test
    void aTreeWhoseChildrenBelongTogetherNeedsSome() {
        String message = "\"shop\" has no children, which makes no sense for a one-for-all tree";
        try (Node node = LocalNodes.start("here")) {
            assertRefused(() -> Supervisor.start(node, Tree.oneForAll("shop")), message);
            assertThat(Supervisor.start(node, Tree.oneForOne("shop")).name()).isEqualTo("shop");
        }
        assertRefused(() -> Tree.oneForOne("street").tree(Tree.oneForAll("shop")), message);
    }

    @Test
    void aDescriptionDoesNotChange() {
        Tree empty = Tree.restForOne("shop");
        Tree one = empty.child("desk", NOTHING);

        assertThat(empty).hasToString("rest-for-one \"shop\" []");
        assertThat(one).hasToString("rest-for-one \"shop\" [desk]");
        assertThat(one.strategy()).isEqualTo(Strategy.REST_FOR_ONE);
        assertThat(Child.temporary().named("x").stopWithin(Duration.ZERO).lifetime())
                .isEqualTo(Lifetime.TEMPORARY);
    }
}
