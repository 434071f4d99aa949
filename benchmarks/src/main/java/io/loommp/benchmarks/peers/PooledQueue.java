package io.loommp.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jctools.queues.varhandle.MpscLinkedVarHandleQueue;
import org.jspecify.annotations.Nullable;

/** Handlers with a JCTools queue each, drained by tasks of a ForkJoinPool: the least that a callback port can be. */
public final class PooledQueue implements Peer {
    /** After so many messages others have their turn. */
    private static final int TURN = 64;

    private final ForkJoinPool pool = new ForkJoinPool(
            Runtime.getRuntime().availableProcessors(),
            ForkJoinPool.defaultForkJoinWorkerThreadFactory,
            null,
            true); // in the order of events, as its page wants it for such tasks
    private final Semaphore done = new Semaphore(0);
    private @Nullable Actor receiver;
    private @Nullable Actor ring;

    /** Made by name. */
    public PooledQueue() {}

    private final class Actor implements Runnable {
        private final MpscLinkedVarHandleQueue<Object> queue = new MpscLinkedVarHandleQueue<>();
        private final AtomicBoolean scheduled = new AtomicBoolean();
        private final BiConsumer<Actor, Object> handler;

        Actor(BiConsumer<Actor, Object> handler) {
            this.handler = handler;
        }

        void put(Object message) {
            queue.offer(message);
            schedule();
        }

        private void schedule() {
            if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
                pool.execute(this);
            }
        }

        @Override
        public void run() {
            for (int i = 0; i < TURN; i++) {
                Object message = queue.poll();
                if (message == null) {
                    break;
                }
                handler.accept(this, message);
            }
            scheduled.set(false);
            // what came between the last poll and this store has found it scheduled
            if (!queue.isEmpty()) {
                schedule();
            }
        }
    }

    @Override
    public void pingPong(int trips) throws InterruptedException {
        Actor echo = new Actor((self, from) -> ((Actor) from).put(self));
        int[] made = {0};
        new Actor((self, from) -> {
                    if (++made[0] > trips) {
                        done.release();
                    } else {
                        ((Actor) from).put(self);
                    }
                })
                .put(echo);
        done.acquire();
    }

    @Override
    public void stream(int senders, int messages) throws InterruptedException {
        int each = messages / senders;
        if (receiver == null) {
            int[] count = {0};
            receiver = new Actor((self, message) -> {
                if (++count[0] == each * senders) {
                    count[0] = 0;
                    done.release();
                }
            });
        }
        Actor to = receiver;
        for (int sender = 0; sender < senders; sender++) {
            new Actor((self, begin) -> {
                        for (int i = 0; i < each; i++) {
                            to.put(i);
                        }
                    })
                    .put("begin");
        }
        done.acquire();
    }

    @Override
    public void ring(int members, int hops) throws InterruptedException {
        if (ring == null) {
            List<Actor> all = new ArrayList<>();
            for (int i = 0; i < members; i++) {
                int next = (i + 1) % members;
                all.add(new Actor((self, left) -> {
                    if ((Integer) left == 0) {
                        done.release();
                    } else {
                        all.get(next).put((Integer) left - 1);
                    }
                }));
            }
            ring = all.getFirst();
        }
        ring.put(hops);
        done.acquire();
    }

    @Override
    public void lives(int count) throws InterruptedException {
        int[] answers = {0};
        Actor parent = new Actor((self, message) -> {
            if (message.equals("begin")) {
                for (int i = 0; i < count; i++) {
                    new Actor((one, from) -> ((Actor) from).put("answer")).put(self);
                }
            } else if (++answers[0] == count) {
                done.release();
            }
        });
        parent.put("begin");
        done.acquire();
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
