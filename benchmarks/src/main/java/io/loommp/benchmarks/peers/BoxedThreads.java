package io.loommp.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Virtual threads with a box each, of one kind. */
public abstract class BoxedThreads implements Peer {
    private final Supplier<Box> boxes;
    private final Semaphore done = new Semaphore(0);
    private final List<Thread> kept = new ArrayList<>();
    private @Nullable Box receiver;
    private @Nullable Box ring;

    protected BoxedThreads(Supplier<Box> boxes) {
        this.boxes = boxes;
    }

    /** What such a thread does. */
    @FunctionalInterface
    protected interface Body {
        /** With the thread's own box. */
        void run(Box box) throws InterruptedException;
    }

    private record Started(Box box, Thread thread) {}

    private Started prepare(Body body) {
        Box box = boxes.get();
        Thread thread = Thread.ofVirtual().unstarted(() -> {
            try {
                body.run(box);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // closed
            }
        });
        box.owner(thread);
        return new Started(box, thread);
    }

    private Box start(Body body) {
        Started started = prepare(body);
        started.thread.start();
        return started.box;
    }

    /** One that lives until this is closed. */
    private Box keep(Body body) {
        Started started = prepare(body);
        kept.add(started.thread);
        started.thread.start();
        return started.box;
    }

    @Override
    public void pingPong(int trips) throws InterruptedException {
        Box back = boxes.get();
        Box there = start(box -> {
            for (int i = 0; i < trips; i++) {
                back.put(box.take());
            }
        });
        Thread pinger = Thread.ofVirtual().unstarted(() -> {
            try {
                for (int i = 0; i < trips; i++) {
                    there.put("ping");
                    back.take();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            done.release();
        });
        back.owner(pinger);
        pinger.start();
        done.acquire();
    }

    @Override
    public void stream(int senders, int messages) throws InterruptedException {
        int each = messages / senders;
        int total = each * senders;
        if (receiver == null) {
            receiver = keep(box -> {
                int count = 0;
                while (true) {
                    box.take();
                    if (++count == total) {
                        count = 0;
                        done.release();
                    }
                }
            });
        }
        Box to = receiver;
        for (int sender = 0; sender < senders; sender++) {
            start(box -> {
                for (int i = 0; i < each; i++) {
                    to.put(new Numbered("n", i));
                }
            });
        }
        done.acquire();
    }

    /** A message as small as one of LoomMP with a tag and a number. */
    protected record Numbered(String tag, int number) {}

    @Override
    public void ring(int members, int hops) throws InterruptedException {
        if (ring == null) {
            ring = makeRing(members);
        }
        ring.put(hops);
        done.acquire();
    }

    private Box makeRing(int members) {
        List<Box> all = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            int next = (i + 1) % members;
            all.add(boxes.get());
            Box own = all.get(i);
            Thread thread = Thread.ofVirtual().unstarted(() -> {
                try {
                    forward(own, all.get(next));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // closed
                }
            });
            own.owner(thread);
            kept.add(thread);
        }
        kept.forEach(Thread::start);
        return all.getFirst();
    }

    private void forward(Box own, Box next) throws InterruptedException {
        while (true) {
            int left = (Integer) own.take();
            if (left == 0) {
                done.release();
            } else {
                next.put(left - 1);
            }
        }
    }

    @Override
    public void lives(int count) throws InterruptedException {
        start(parent -> {
            for (int i = 0; i < count; i++) {
                start(box -> ((Box) box.take()).put("answer")).put(parent);
            }
            for (int i = 0; i < count; i++) {
                parent.take();
            }
            done.release();
        });
        done.acquire();
    }

    @Override
    public void close() {
        kept.forEach(Thread::interrupt);
    }
}
