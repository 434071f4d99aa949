package io.loommp.benchmarks.peers;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumerOptions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * The event bus of Vert.x, delivered locally: a consumer in a verticle of its own for each actor, on the event loops, and
 * numbers, which the bus hands on as they are. Its consumers are not made and ended one by one, so it does no {@code lives}.
 */
public final class VertxBus implements Peer {
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final Vertx vertx = Vertx.vertx();
    private final EventBus bus = vertx.eventBus();
    private final Semaphore done = new Semaphore(0);
    private final Set<String> deployed = new HashSet<>();
    private int left; // of the pinger
    private int count; // of the receiver

    /** Made by name. */
    public VertxBus() {}

    /** Once for each address: a verticle that does this with what is sent there. */
    private void consume(String address, Handler<Message<Integer>> handler) {
        if (!deployed.add(address)) {
            return;
        }
        MessageConsumerOptions options = new MessageConsumerOptions()
                .setAddress(address)
                .setLocalOnly(true)
                .setMaxBufferedMessages(Integer.MAX_VALUE);
        vertx.deployVerticle(new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        return bus.consumer(options, handler).completion();
                    }
                })
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void send(String address, int number) {
        bus.send(address, number, LOCAL);
    }

    @Override
    public void pingPong(int trips) throws InterruptedException {
        consume("echo", ping -> send("pinger", ping.body()));
        consume("pinger", pong -> {
            if (left-- == 0) {
                done.release();
            } else {
                send("echo", left);
            }
        });
        left = trips;
        send("pinger", trips);
        done.acquire();
    }

    @Override
    public void stream(int senders, int messages) throws InterruptedException {
        int each = messages / senders;
        consume("receiver", message -> {
            if (++count == each * senders) {
                count = 0;
                done.release();
            }
        });
        for (int sender = 0; sender < senders; sender++) {
            consume("sender " + sender, begin -> {
                for (int i = 0; i < each; i++) {
                    send("receiver", i);
                }
            });
        }
        for (int sender = 0; sender < senders; sender++) {
            send("sender " + sender, 0);
        }
        done.acquire();
    }

    @Override
    public void ring(int members, int hops) throws InterruptedException {
        for (int i = 0; i < members; i++) {
            String next = "member " + (i + 1) % members;
            consume("member " + i, token -> {
                if (token.body() == 0) {
                    done.release();
                } else {
                    send(next, token.body() - 1);
                }
            });
        }
        send("member 0", hops);
        done.acquire();
    }

    @Override
    public void close() {
        vertx.close();
    }
}
