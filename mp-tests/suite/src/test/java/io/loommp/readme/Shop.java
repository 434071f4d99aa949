package io.loommp.readme;

import static io.loommp.supervise.Child.permanent;
import static io.loommp.supervise.Child.temporary;
import static io.loommp.supervise.Child.transientChild;
import static io.loommp.supervise.Tree.oneForOne;
import static io.loommp.supervise.Tree.restForOne;

import io.loommp.CallbackPort;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import io.loommp.supervise.Backoff;
import io.loommp.supervise.ChildInfo;
import io.loommp.supervise.Supervisor;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;

final class Shop {
    private Shop() {}

    public static void main(String[] args) throws Exception {
        try (Node node = LocalNodes.start("example")) {
            Supervisor shop = open(node);
            System.out.print(shop.drawing());
            breakSomething(node);
            System.out.print(shop.drawing());
            hire(node, shop);
            System.out.println("closed: " + close(shop));
        }
    }

    private static Supervisor open(Node node) throws Exception {
        // supervisors: shop
        Supervisor shop = Supervisor.start(
                node,
                oneForOne("shop")
                        .intensity(5, Duration.ofSeconds(10))
                        .child(
                                "stock",
                                s -> ThreadPorts.spawn(node, Shop::stock),
                                permanent().named("stock"))
                        .child(
                                "desk",
                                s -> node.port(Shop::desk),
                                transientChild().stopWithin(Duration.ofSeconds(2)))
                        .tree(restForOne("orders")
                                .child("book", s -> ThreadPorts.spawn(node, Shop::book))
                                .child(
                                        "mailer",
                                        s -> ThreadPorts.spawn(node, Shop::mail),
                                        permanent()
                                                .backoff(Backoff.between(
                                                        Duration.ofMillis(100), Duration.ofSeconds(10))))));
        shop.started().toCompletableFuture().get();
        // end
        return shop;
    }

    private static void breakSomething(Node node) throws InterruptedException {
        CountDownLatch again = new CountDownLatch(1);
        // supervisors: childStarted
        Events events = ((Events.Source) node).events();
        events.subscribe(EnumSet.of(Event.Kind.CHILD_STARTED), event -> {
            if (event instanceof Event.ChildStarted started && started.starts() > 1) {
                System.out.println(started.child() + " was started anew");
                again.countDown();
            }
        });
        node.send(new PortId(node.id(), "stock"), "take", "a unicorn");
        // end
        again.await();
    }

    private static void hire(Node node, Supervisor shop) throws Exception {
        // supervisors: hire
        ChildInfo guard = shop.add("guard", s -> ThreadPorts.spawn(node, Shop::stock), temporary())
                .toCompletableFuture()
                .get();
        shop.startAnew("desk").toCompletableFuture().get();
        shop.remove(guard.name()).toCompletableFuture().get();
        // end
        System.out.println(
                "the desk has been started " + shop.child("desk").orElseThrow().starts() + " times");
    }

    private static String close(Supervisor shop) throws Exception {
        // supervisors: close
        return shop.stop().toCompletableFuture().get().toString();
        // end
    }

    private static void stock(ThreadSelf self) {
        String thing = self.get("take").string(1);
        throw new IllegalStateException("there never was " + thing);
    }

    private static void desk(CallbackPort self) {
        self.on("hello", hello -> self.send(hello.port(1), "welcome"));
    }

    private static void book(ThreadSelf self) {
        self.get("close");
    }

    // supervisors: mail
    private static void mail(ThreadSelf self) {
        self.trapExits(exit -> Message.of("last call"));
        while (!self.get().hasTag("last call")) {
            // send it
        }
    }
    // end
}
