package io.loommp.testkit;

import io.loommp.Message;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.Unread;
import io.loommp.spi.Link;
import io.loommp.spi.Transport;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/*
 * A connection between two nodes of a world. What is sent stands in a queue, and each message comes out of it at a moment
 * that the scheduler chooses, in its order. When the connection is lost, each side hears of it at a moment of its own; what
 * has not come by then never comes.
 *
 * All of it belongs to the carrier.
 */
final class Wire {
    private final Clock clock;
    private final End[] ends;
    private boolean cut;

    private Wire(Clock clock, Kernel one, Kernel other) {
        this.clock = clock;
        this.ends = new End[] {new End(one, other, 1), new End(other, one, 0)};
    }

    /** Connects two nodes; false if they are connected already, or one has not heard of the loss. */
    static boolean connect(Clock clock, Kernel one, Kernel other, Queue<Wire> all) {
        if (one.isLinked(other.id()) || other.isLinked(one.id())) {
            return false;
        }
        Wire wire = new Wire(clock, one, other);
        all.add(wire);
        return one.linkUp(wire.ends[0], "wire") && other.linkUp(wire.ends[1], "wire");
    }

    boolean isOf(Kernel node) {
        return ends[0].here.equals(node) || ends[1].here.equals(node);
    }

    /** Nothing more is taken, and both sides will hear that the connection is lost. */
    void cut(String why) {
        if (!cut) {
            cut = true;
            ends[0].soon(() -> ends[0].down(why));
            ends[1].soon(() -> ends[1].down(why));
        }
    }

    boolean isCut() {
        return cut;
    }

    /** What a node closes when it is closed; it dials nobody. */
    record Ends(Kernel node, Clock clock, Queue<Wire> wires) implements Transport {
        @Override
        public void connect(String other) {
            clock.at(clock.now(), () -> node.connectFailed(other, "no known address"), null);
        }

        @Override
        public void check(String port, Message message) {
            // all can be written here
        }

        @Override
        public List<String> addresses() {
            return List.of();
        }

        @Override
        public void stopAccepting() {
            // nobody can connect
        }

        @Override
        public void close(long withinNanos) {
            wires.stream().filter(wire -> wire.isOf(node)).forEach(wire -> wire.cut("closed"));
            wires.removeIf(Wire::isCut);
        }
    }

    private record Packet(String port, Message message) {}

    /** The link as one of the nodes has it, and what is on its way to that node. */
    private final class End implements Link {
        private final Kernel here;
        private final Kernel there;
        private final int other;
        private final Unread.Account account;
        private final Queue<Packet> arriving = new ArrayDeque<>();
        private boolean down;

        End(Kernel here, Kernel there, int other) {
            this.here = here;
            this.there = there;
            this.other = other;
            this.account = here.unread().open(there.id());
        }

        private void soon(Runnable task) {
            clock.at(clock.now(), task, null);
        }

        @Override
        public String node() {
            return there.id();
        }

        @Override
        public boolean send(String port, Message message) {
            return post(port, message);
        }

        @Override
        public boolean post(String port, Message message) {
            if (cut) {
                return false;
            }
            ends[other].arriving.add(new Packet(port, Message.fromList(message.toList())));
            soon(ends[other]::deliverNext);
            return true;
        }

        private void deliverNext() {
            Packet next = arriving.poll();
            if (next != null && !down) {
                here.receive(this, next.port, next.message, account, next.message.estimatedBytes());
            }
        }

        private void down(String why) {
            down = true;
            here.linkDown(this, why);
            account.close();
        }

        @Override
        public void close(String why) {
            cut(why);
        }
    }
}
