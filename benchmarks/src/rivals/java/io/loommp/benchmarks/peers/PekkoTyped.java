package io.loommp.benchmarks.peers;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * Typed actors of Pekko on its default dispatcher, with its default mailbox, which is its fastest unbounded one. Actors outside
 * its own are made through {@code systemActorOf}.
 */
public final class PekkoTyped implements Peer {
    private final ActorSystem<Object> system = ActorSystem.create(
            Behaviors.ignore(),
            "peer",
            ConfigFactory.parseString("pekko.loglevel = WARNING\npekko.stdout-loglevel = WARNING")
                    .withFallback(ConfigFactory.load()));
    private final Semaphore done = new Semaphore(0);
    private final AtomicLong names = new AtomicLong();
    private @Nullable ActorRef<Object> echo;
    private @Nullable ActorRef<Object> receiver;
    private @Nullable ActorRef<Object> ring;

    /** Made by name. */
    public PekkoTyped() {}

    private record Ping(ActorRef<Object> from) {}

    private record Pong() {}

    private record Numbered(String tag, int number) {}

    private ActorRef<Object> actor(Behavior<Object> behavior) {
        return system.systemActorOf(behavior, "actor-" + names.incrementAndGet(), Props.empty());
    }

    /** An actor that does the same with each message, and ends when it answers false. */
    private static Behavior<Object> each(Function<Object, Boolean> handler) {
        return Behaviors.receiveMessage(message -> handler.apply(message) ? Behaviors.same() : Behaviors.stopped());
    }

    private static Behavior<Object> echoing() {
        return Behaviors.setup(context -> each(ping -> {
            ((Ping) ping).from.tell(new Pong());
            return true;
        }));
    }

    @Override
    public void pingPong(int trips) throws InterruptedException {
        if (echo == null) {
            echo = actor(echoing());
        }
        ActorRef<Object> to = echo;
        actor(Behaviors.setup(context -> {
            int[] made = {0};
            Ping ping = new Ping(context.getSelf());
            to.tell(ping);
            return each(pong -> {
                if (++made[0] == trips) {
                    done.release();
                    return false;
                }
                to.tell(new Ping(context.getSelf()));
                return true;
            });
        }));
        done.acquire();
    }

    @Override
    public void stream(int senders, int messages) throws InterruptedException {
        int each = messages / senders;
        if (receiver == null) {
            int[] count = {0};
            receiver = actor(each(message -> {
                if (++count[0] == each * senders) {
                    count[0] = 0;
                    done.release();
                }
                return true;
            }));
        }
        ActorRef<Object> to = receiver;
        for (int sender = 0; sender < senders; sender++) {
            actor(Behaviors.setup(context -> {
                for (int i = 0; i < each; i++) {
                    to.tell(new Numbered("n", i));
                }
                return Behaviors.stopped();
            }));
        }
        done.acquire();
    }

    @Override
    public void ring(int members, int hops) throws InterruptedException {
        if (ring == null) {
            List<ActorRef<Object>> all = new ArrayList<>();
            for (int i = 0; i < members; i++) {
                int next = (i + 1) % members;
                all.add(actor(each(left -> {
                    if ((Integer) left == 0) {
                        done.release();
                    } else {
                        all.get(next).tell((Integer) left - 1);
                    }
                    return true;
                })));
            }
            ring = all.getFirst();
        }
        ring.tell(hops);
        done.acquire();
    }

    @Override
    public void lives(int count) throws InterruptedException {
        actor(Behaviors.setup(context -> {
            int[] answers = {0};
            for (int i = 0; i < count; i++) {
                context.<Object>spawnAnonymous(each(ping -> {
                            ((Ping) ping).from.tell(new Pong());
                            return false;
                        }))
                        .tell(new Ping(context.getSelf()));
            }
            return each(pong -> {
                if (++answers[0] == count) {
                    done.release();
                    return false;
                }
                return true;
            });
        }));
        done.acquire();
    }

    @Override
    public void close() {
        system.terminate();
    }
}
