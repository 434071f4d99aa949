package io.loommp.benchmarks.net;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.AbstractActor;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Props;

/**
 * Pekko with Artery over TCP: {@code server}, which lives until its standard input ends, or {@code client WORK ADDRESS WARM-UP
 * SECONDS}. Artery drops what its queue cannot hold, so the sender minds how much is under way.
 */
final class PekkoSide {
    private static final String COUNT = "count";
    private static final int RECEIPT_EVERY = 1_000;
    private static final int WINDOW = 30_000;
    private static final int QUEUE = 2 * WINDOW;
    private static final long BREATH_NANOS = 20_000;

    private PekkoSide() {}

    /** See the class. */
    public static void main(String[] args) throws Exception {
        Config config = ConfigFactory.parseString("""
                        pekko.loglevel = WARNING
                        pekko.stdout-loglevel = WARNING
                        pekko.actor.provider = remote
                        pekko.actor.allow-java-serialization = off
                        pekko.remote.artery.transport = tcp
                        pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                        pekko.remote.artery.advanced.outbound-message-queue-size = %d
                        """.formatted(QUEUE)).withFallback(ConfigFactory.load());
        ActorSystem system = ActorSystem.create("benchmarks", config);
        if (args[0].equals("server")) {
            system.actorOf(Props.create(Sink.class, Sink::new), "sink");
            system.actorOf(Props.create(Echo.class, Echo::new), "echo");
            Address address = ((ExtendedActorSystem) system).provider().getDefaultAddress();
            System.out.println("address=" + address);
            while (System.in.read() >= 0) {
                // until whoever started this has gone
            }
        } else {
            long warmNanos = Work.nanos(args[3]);
            long nanos = Work.nanos(args[4]);
            if (args[1].equals("one-way")) {
                ActorRef sink = resolve(system, args[2] + "/user/sink");
                OneWay oneWay = new OneWay(system, sink);
                oneWay.rate(warmNanos);
                Work.tell("rate", oneWay.rate(nanos));
            } else {
                ActorRef echo = resolve(system, args[2] + "/user/echo");
                CompletableFuture<Boolean> over = new CompletableFuture<>();
                RoundTrips trips = new RoundTrips(warmNanos, nanos);
                system.actorOf(Props.create(Tripper.class, () -> new Tripper(echo, trips, over)));
                over.get();
            }
        }
        System.exit(0);
    }

    private static ActorRef resolve(ActorSystem system, String path) throws Exception {
        return system.actorSelection(path)
                .resolveOne(Duration.ofSeconds(20))
                .toCompletableFuture()
                .get();
    }

    /** Counts what it gets. */
    static final class Sink extends AbstractActor {
        private long count;

        @Override
        public Receive createReceive() {
            return receiveBuilder()
                    .matchEquals(COUNT, question -> {
                        getSender().tell(-count, getSelf());
                        count = 0;
                    })
                    .match(String.class, data -> {
                        if (++count % RECEIPT_EVERY == 0) {
                            getSender().tell(count, getSelf());
                        }
                    })
                    .build();
        }
    }

    /** Sends back what it gets. */
    static final class Echo extends AbstractActor {
        @Override
        public Receive createReceive() {
            return receiveBuilder()
                    .match(String.class, payload -> getSender().tell(payload, getSelf()))
                    .build();
        }
    }

    /** Makes round trips. */
    static final class Tripper extends AbstractActor {
        private final ActorRef echo;
        private final RoundTrips trips;
        private final CompletableFuture<Boolean> over;

        Tripper(ActorRef echo, RoundTrips trips, CompletableFuture<Boolean> over) {
            this.echo = echo;
            this.trips = trips;
            this.over = over;
        }

        @Override
        public void preStart() {
            echo.tell(Work.PAYLOAD, getSelf());
        }

        @Override
        public Receive createReceive() {
            return receiveBuilder()
                    .match(String.class, payload -> {
                        if (trips.made()) {
                            echo.tell(Work.PAYLOAD, getSelf());
                        } else {
                            over.complete(true);
                        }
                    })
                    .build();
        }
    }

    /** Sends as fast as the window allows. */
    static final class OneWay {
        private final ActorRef sink;
        private final ActorRef receipts;
        private final AtomicLong received = new AtomicLong();
        private volatile CompletableFuture<Long> counted = new CompletableFuture<>();

        OneWay(ActorSystem system, ActorRef sink) {
            this.sink = sink;
            this.receipts = system.actorOf(Props.create(Receipts.class, () -> new Receipts(this)));
        }

        double rate(long nanos) throws Exception {
            received.set(0);
            counted = new CompletableFuture<>();
            long begun = System.nanoTime();
            long sent = 0;
            do {
                for (int i = 0; i < Work.BATCH; i++) {
                    sink.tell(Work.PAYLOAD, receipts);
                    sent++;
                }
                while (sent - received.get() > WINDOW) {
                    LockSupport.parkNanos(BREATH_NANOS);
                }
            } while (System.nanoTime() - begun < nanos);
            sink.tell(COUNT, receipts);
            return counted.get() * 1e9 / (System.nanoTime() - begun);
        }
    }

    /** Hears how much has arrived. */
    static final class Receipts extends AbstractActor {
        private final OneWay oneWay;

        Receipts(OneWay oneWay) {
            this.oneWay = oneWay;
        }

        @Override
        public Receive createReceive() {
            return receiveBuilder()
                    .match(Long.class, count -> {
                        if (count < 0) {
                            oneWay.counted.complete(-count);
                        } else {
                            oneWay.received.set(count);
                        }
                    })
                    .build();
        }
    }
}
