package io.loommp.kernel;

import io.loommp.Message;
import io.loommp.spi.Link;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection between two kernels of this process. What one sends the other receives in order, on another thread. */
final class Wire {
    private final End one;
    private final End other;

    private Wire(Kernel one, Kernel other) {
        this.one = new End(one, other);
        this.other = new End(other, one);
    }

    static Wire between(Kernel one, Kernel other) {
        Wire wire = new Wire(one, other);
        wire.one.there = wire.other;
        wire.other.there = wire.one;
        one.linkUp(wire.one, "here:1");
        other.linkUp(wire.other, "here:2");
        return wire;
    }

    void cut() {
        one.cut();
        other.cut();
    }

    private static final class End implements Link {
        private final Kernel kernel;
        private final Kernel to;
        private final Unread.Account account;
        private volatile End there = this; // set before use
        private volatile boolean lost;
        private final Queue<Runnable> onTheWay = new ConcurrentLinkedQueue<>();
        private final AtomicInteger work = new AtomicInteger(); // whoever raises it from zero delivers

        End(Kernel kernel, Kernel to) {
            this.kernel = kernel;
            this.to = to;
            this.account = to.unread().open(kernel.id());
        }

        void cut() {
            lost = true;
            kernel.linkDown(this, "cut");
        }

        @Override
        public String node() {
            return to.id();
        }

        @Override
        public boolean send(String port, Message message) {
            return post(port, message);
        }

        @Override
        public boolean post(String port, Message message) {
            if (lost) {
                return false;
            }
            Message travelled = Message.fromList(message.toList());
            onTheWay.add(() -> to.receive(there, port, travelled, account, 100));
            if (work.getAndIncrement() == 0) {
                Thread.startVirtualThread(this::deliver);
            }
            return true;
        }

        private void deliver() {
            do {
                Runnable next = onTheWay.remove();
                if (!lost) {
                    next.run();
                }
            } while (work.decrementAndGet() != 0);
        }

        @Override
        public void close(String why) {
            cut();
        }
    }
}
