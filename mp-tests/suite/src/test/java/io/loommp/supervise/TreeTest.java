package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.testing.Latches;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Supervisors as children of supervisors. */
@Timeout(30)
class TreeTest {
    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Nursery nursery = new Nursery(TestNodes.start("nursery", time));

    private Tree shop() {
        return Tree.oneForOne("shop")
                .intensity(1, Duration.ofSeconds(10))
                .child("stock", nursery.threaded())
                .tree(Tree.restForOne("orders")
                        .intensity(1, Duration.ofSeconds(10))
                        .child("book", nursery.threaded())
                        .child("mailer", nursery.threaded()))
                .child("desk", nursery.threaded());
    }

    private static Supervisor below(Supervisor supervisor, String child) {
        return Objects.requireNonNull(supervisor.child(child).orElseThrow().supervisor());
    }

    @Test
    void aTreeIsStartedAndStoppedAsItIsDrawn() {
        Supervisor shop = nursery.start(shop());
        assertThat(nursery.journal).containsExactly("+stock", "+book", "+mailer", "+desk");
        nursery.journal.clear();

        assertThat(Nursery.await(shop.stop())).isEqualTo(KillReason.normal());

        assertThat(nursery.journal).containsExactly("-desk", "-mailer", "-book", "-stock");
        assertThat(nursery.awaitEnd("shop/orders").reason()).isEqualTo(KillReason.exit("shutdown"));
    }

    @Test
    void whatABranchMendsItselfIsNoMatterOfItsParent() {
        Supervisor shop = nursery.start(shop());
        Supervisor orders = below(shop, "orders");

        nursery.fail(orders, "book");
        nursery.awaitStart("shop/orders/mailer", 2);

        assertThat(orders.statistics().startsAnew()).isEqualTo(1);
        assertThat(shop.statistics().startsAnew()).isZero();
    }

    @Test
    void aBranchThatGivesUpIsStartedAnewAsAWhole_whichCountsOnce_andThenTheParentGivesUp() {
        Supervisor shop = nursery.start(shop());
        for (int starts = 2; starts <= 3; starts++) {
            Supervisor orders = below(shop, "orders");
            nursery.fail(orders, "mailer");
            Nursery.awaitState(orders, "mailer", info -> info.starts() == 2);
            nursery.fail(orders, "mailer");
            assertThat(Nursery.await(orders.terminated())).isInstanceOf(KillReason.GaveUp.class);
            if (starts == 2) {
                Event.ChildStarted anew = nursery.awaitStart("shop/orders", 2);
                assertThat(anew.port()).isNotEqualTo(orders.id());
                assertThat(shop.statistics().startsAnew()).isEqualTo(1);
                assertThat(below(shop, "orders").statistics().startsAnew()).isZero();
            }
        }

        KillReason why = Nursery.await(shop.terminated());

        assertThat(why).isInstanceOfSatisfying(KillReason.GaveUp.class, gaveUp -> {
            assertThat(gaveUp.supervisor()).isEqualTo("shop");
            assertThat(gaveUp.text()).contains("\"orders\" (gave_up: orders: more than 1 starts anew within PT10S");
        });
        assertThat(nursery.journal).endsWith("-desk", "-stock");
    }

    @Test
    void aBranchThatIsStuckIsWaitedForByAll() {
        CountDownLatch release = new CountDownLatch(1);
        Supervisor shop = nursery.start(Tree.oneForOne("shop")
                .tree(
                        Tree.oneForOne("branch").child("stubborn", s -> {
                            nursery.journal.add("+stubborn");
                            return ThreadPorts.spawn(nursery.node, self -> {
                                Latches.awaitStubbornly(release);
                                self.get();
                            });
                        }),
                        Child.permanent().stopWithin(Duration.ofSeconds(1))));
        Supervisor branch = below(shop, "branch");

        branch.kill(KillReason.of("boom"));

        assertThat(nursery.awaitEnd("shop/branch").anewAfter()).isEqualTo(Duration.ZERO);
        time.awaitTimer(Duration.ofSeconds(5));
        time.advance(Duration.ofSeconds(5));
        assertThat(nursery.events
                        .await(Event.ChildStuck.class, stuck -> stuck.child().equals("shop/branch"))
                        .port())
                .isEqualTo(branch.id());
        assertThat(nursery.journal).containsExactly("+stubborn");
        CompletableFuture<KillReason> ended = branch.terminated().toCompletableFuture();
        assertThat(ended).isNotDone();

        release.countDown();

        assertThat(Nursery.await(ended)).isEqualTo(KillReason.of("boom"));
        nursery.awaitStart("shop/branch", 2);
        assertThat(nursery.journal).containsExactly("+stubborn", "+stubborn");
    }

    @Test
    void aBranchThatCannotBeStartedIsAFailedStart() {
        Supervisor shop = Supervisor.start(
                nursery.node,
                Tree.oneForOne("shop")
                        .intensity(1, Duration.ofSeconds(10))
                        .child("stock", nursery.threaded())
                        .tree(Tree.oneForOne("branch")
                                .intensity(0, Duration.ofSeconds(1))
                                .child("broken", s -> {
                                    throw new IllegalStateException("broken");
                                })));

        KillReason why = Nursery.await(shop.terminated());

        assertThat(why.toString()).contains("\"branch\" (gave_up: branch: ").contains("\"broken\" (die: broken)");
        assertThat(nursery.seen(Event.ChildNotStarted.class))
                .extracting(Event.ChildNotStarted::child)
                .containsExactly("shop/branch/broken", "shop/branch", "shop/branch/broken", "shop/branch");
        assertThat(nursery.journal).containsExactly("+stock", "-stock");
    }

    @Test
    void aBranchMayHaveATimeToStartAndToStop() {
        CountDownLatch never = new CountDownLatch(1);
        Supervisor shop = Supervisor.start(
                nursery.node,
                Tree.oneForOne("shop")
                        .child("stock", nursery.threaded())
                        .tree(
                                Tree.oneForOne("branch")
                                        .child("a", nursery.threaded())
                                        .child("slow", s -> {
                                            never.await();
                                            return s.ignore();
                                        }),
                                Child.temporary().startWithin(Duration.ofSeconds(7))));
        nursery.awaitStart("shop/branch/a", 1);
        time.awaitTimer(Duration.ofSeconds(7));

        time.advance(Duration.ofSeconds(7));

        assertThat(nursery.events
                        .await(Event.ChildNotStarted.class, e -> e.child().equals("shop/branch"))
                        .reason())
                .isEqualTo(new KillReason.Die("not started within PT7S"));
        Nursery.await(shop.started());
        assertThat(shop.children()).extracting(ChildInfo::name).containsExactly("stock");
        assertThat(nursery.journal).containsExactly("+stock", "+a", "-a");
    }

    @Test
    void aSupervisorMayAlsoBeStartedByAFunction() {
        Supervisor shop = nursery.start(Tree.oneForOne("shop")
                .child(
                        "own",
                        s -> Supervisor.start(s.node(), Tree.oneForOne("inner").child("a", nursery.threaded()))));
        Supervisor inner = below(shop, "own");
        Nursery.await(inner.started());

        Nursery.await(shop.stop());

        assertThat(nursery.journal).containsExactly("+a", "-a");
        assertThat(nursery.events
                        .await(Event.ChildEnded.class, e -> e.child().equals("inner/a"))
                        .asked())
                .isTrue();
    }

    // ---- drawings ----

    /** Ids of ports hold chance; each becomes a number, in the order of the drawing. */
    private static String withoutChance(String drawing) {
        Map<String, Integer> numbers = new HashMap<>();
        Matcher id = Pattern.compile("nursery#(\\w+)").matcher(drawing);
        return id.replaceAll(
                found -> "nursery#" + numbers.computeIfAbsent(found.group(1), unseen -> numbers.size() + 1));
    }

    @Test
    void theRunningTreeCanBeDrawn() {
        Supervisor shop = nursery.start(Tree.oneForOne("shop")
                .child("stock", nursery.threaded())
                .tree(Tree.restForOne("orders")
                        .child("book", nursery.callbacks())
                        .tree(Tree.oneForAll("mail").child("mailer", nursery.threaded(), Child.transientChild())))
                .child("greeting", nursery.callbacks(), Child.transientChild())
                .child("extra", s -> s.ignore())
                .child(
                        "desk",
                        nursery.callbacks(),
                        Child.permanent()
                                .backoff(Backoff.between(Duration.ofSeconds(1), Duration.ofSeconds(9))
                                        .jitter(0))));
        nursery.fail(shop, "stock");
        nursery.awaitStart("shop/stock", 2);
        nursery.node.send(Nursery.port(shop, "greeting"), "done");
        nursery.awaitEnd("shop/greeting");
        Nursery.await(shop.stop("greeting"));
        nursery.fail(shop, "desk");
        Nursery.awaitState(shop, "desk", desk -> desk.state() == ChildState.WAITING);

        assertThat(withoutChance(shop.drawing())).isEqualTo("""
                        shop (one-for-one) running, nursery#1
                        ├─ stock (permanent) running, nursery#2, started 2 times, last end: ["boom"]
                        ├─ orders (rest-for-one, permanent) running, nursery#3
                        │  ├─ book (permanent) running, nursery#4
                        │  └─ mail (one-for-all, permanent) running, nursery#5
                        │     └─ mailer (transient) running, nursery#6
                        ├─ greeting (transient) stopped, last end: normal
                        ├─ extra (permanent) ignored
                        └─ desk (permanent) waiting, last end: ["boom"]
                        """);

        Nursery.await(shop.stop());
        assertThat(shop.drawing()).startsWith("shop (one-for-one) ended, ");
    }
}
