package io.loommp.benchmarks;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadBody;
import io.loommp.loom.ThreadPorts;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A port with a thread that does what it is told, while unrelated messages wait in its mailbox; and its node. */
final class WorkingPort implements AutoCloseable {
    private static final int UNRELATED_TAGS = 100;

    private final Node node = LocalNodes.start("bench");
    private final Semaphore done = new Semaphore(0);
    private final Port port;
    private volatile ThreadBody work = self -> {};
    private volatile @Nullable KillReason ended;

    /** So many messages wait that nobody asks for. */
    WorkingPort(int waiting) {
        port = ThreadPorts.spawn(node, self -> {
            for (int i = 0; i < waiting; i++) {
                self.send(self, "unrelated " + i % UNRELATED_TAGS, i);
            }
            while (true) {
                self.get("work");
                work.run(self);
                done.release();
            }
        });
        node.onEnd(port, why -> {
            ended = why;
            done.release();
        });
    }

    Node node() {
        return node;
    }

    /** A port with a thread of its own that answers whatever it is sent with "pong", to the address behind the tag. */
    Port echo() {
        return ThreadPorts.spawn(node, self -> {
            while (true) {
                self.send(self.get().port(1), "pong");
            }
        });
    }

    /** Has the port do this, and waits until it has. */
    void run(ThreadBody body) throws InterruptedException {
        work = body;
        node.send(port, "work");
        done.acquire();
        if (ended != null) {
            throw new IllegalStateException("the port has ended: " + ended);
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
