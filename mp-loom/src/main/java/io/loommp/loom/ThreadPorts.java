package io.loommp.loom;

import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.Self;
import io.loommp.kernel.HandOver;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.LocalPort;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Creates ports that are served by a virtual thread of their own.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
public final class ThreadPorts {
    private static final ThreadFactory PLATFORM = Thread.ofPlatform().daemon().factory();

    private ThreadPorts() {}

    /**
     * Creates a port and starts its thread. Messages may be sent to it at once; they wait in its mailbox.
     *
     * @throws IllegalStateException if the node is closed
     */
    public static Port spawn(Node node, ThreadBody body) {
        return start(Kernel.of(node), null, null, null, body);
    }

    /**
     * As {@link #spawn(Node, ThreadBody)}, with a bound for what may wait in the mailbox.
     *
     * @throws IllegalStateException if the node is closed
     */
    public static Port spawn(Node node, MailboxBound bound, ThreadBody body) {
        return start(Kernel.of(node), null, Objects.requireNonNull(bound, "bound"), null, body);
    }

    /**
     * As {@link #spawn(Node, ThreadBody)}; {@code first} is given the port's id before the body runs, so that links, monitors
     * and names are in place: {@code spawn(node, self::link, body)}. When it throws, the port ends and the body does not run.
     *
     * @throws IllegalStateException if the node is closed
     */
    public static Port spawn(Node node, Consumer<? super PortId> first, ThreadBody body) {
        return start(Kernel.of(node), null, null, Objects.requireNonNull(first, "first"), body);
    }

    /**
     * Creates a child: a port with a thread that ends with another port of this node, for the same reason. The parent has not
     * ended before its children have.
     *
     * @throws PortKilled if the parent has ended
     * @throws IllegalStateException if the node is closed
     * @throws IllegalArgumentException if the parent is a port of another runtime
     */
    public static Port spawn(Self parent, ThreadBody body) {
        LocalPort port = LocalPort.of(parent);
        return start(port.kernel(), port, null, null, body);
    }

    /**
     * As {@link #spawn(Self, ThreadBody)}, with a bound for what may wait in the mailbox.
     *
     * @throws PortKilled if the parent has ended
     * @throws IllegalStateException if the node is closed
     * @throws IllegalArgumentException if the parent is a port of another runtime
     */
    public static Port spawn(Self parent, MailboxBound bound, ThreadBody body) {
        LocalPort port = LocalPort.of(parent);
        return start(port.kernel(), port, Objects.requireNonNull(bound, "bound"), null, body);
    }

    /**
     * As {@link #spawn(Self, ThreadBody)}, with links, monitors and names in place before the body runs; see
     * {@link #spawn(Node, Consumer, ThreadBody)}.
     *
     * @throws PortKilled if the parent has ended
     * @throws IllegalStateException if the node is closed
     * @throws IllegalArgumentException if the parent is a port of another runtime
     */
    public static Port spawn(Self parent, Consumer<? super PortId> first, ThreadBody body) {
        LocalPort port = LocalPort.of(parent);
        return start(port.kernel(), port, null, Objects.requireNonNull(first, "first"), body);
    }

    /**
     * As {@link #spawn(Node, ThreadBody)}, on a thread of the system instead of a virtual one: for code that computes for
     * long, which would keep other ports from their turn, since a virtual thread gives its carrier up only when it waits.
     *
     * @throws IllegalStateException if the node is closed
     */
    public static Port platform(Node node, ThreadBody body) {
        return start(Kernel.of(node), null, null, null, PLATFORM, body);
    }

    /**
     * As {@link #platform(Node, ThreadBody)}, with a bound for what may wait in the mailbox.
     *
     * @throws IllegalStateException if the node is closed
     */
    public static Port platform(Node node, MailboxBound bound, ThreadBody body) {
        return start(Kernel.of(node), null, Objects.requireNonNull(bound, "bound"), null, PLATFORM, body);
    }

    /**
     * Runs code in a port of its own and waits for what it returns: so {@code main} and other plain threads can send and
     * receive.
     *
     * <p><b>Blocking:</b> until the port has ended: the code has returned, and what the port owns is closed. When the waiting
     * thread is interrupted, the port is killed.
     *
     * @return what the code returns
     * @throws Exception what the code throws
     * @throws InterruptedException if the calling thread is interrupted
     * @throws PortKilled if the port is killed before its code returns
     * @throws IllegalStateException if the node is closed
     */
    public static <T extends @Nullable Object> T call(Node node, ThreadCall<T> code) throws Exception {
        Outcome<T> outcome = new Outcome<>(Objects.requireNonNull(code, "code"));
        Port port = spawn(node, outcome);
        try {
            return outcome.get(port, port.terminated().toCompletableFuture().get());
        } catch (InterruptedException e) {
            port.kill(new KillReason.Die("interrupted"));
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // that stage never fails
        }
    }

    /** What code returned or threw; written by the port's thread, read when the port has ended. */
    private static final class Outcome<T extends @Nullable Object> implements ThreadBody {
        private final ThreadCall<T> code;
        private volatile @Nullable Callable<T> result;

        Outcome(ThreadCall<T> code) {
            this.code = code;
        }

        @Override
        public void run(ThreadSelf self) {
            Callable<T> made;
            try {
                T returned = code.call(self);
                made = () -> returned;
            } catch (Throwable t) {
                made = () -> {
                    throw thrown(t);
                };
            }
            if (LocalPort.of(self).isLive()) { // or it is what the code has made of the kill
                result = made;
            }
        }

        T get(Port port, KillReason why) throws Exception {
            Callable<T> known = result;
            if (known == null) {
                throw new PortKilled(port.id(), why); // before its code returned
            }
            return known.call();
        }
    }

    private static Exception thrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
    }

    /**
     * Runs code in a port of its own and waits until it has returned; see {@link #call}.
     *
     * @throws Exception what the code throws
     * @throws InterruptedException if the calling thread is interrupted
     * @throws PortKilled if the port is killed before its code returns
     * @throws IllegalStateException if the node is closed
     */
    public static void run(Node node, ThreadBody body) throws Exception {
        Objects.requireNonNull(body, "body");
        ThreadPorts.<@Nullable Object>call(node, self -> {
            body.run(self);
            return null;
        });
    }

    private static Port start(
            Kernel kernel,
            @Nullable LocalPort parent,
            @Nullable MailboxBound bound,
            @Nullable Consumer<? super PortId> first,
            ThreadBody body) {
        return start(kernel, parent, bound, first, kernel.config().virtualThreads(), body);
    }

    private static Port start(
            Kernel kernel,
            @Nullable LocalPort parent,
            @Nullable MailboxBound bound,
            @Nullable Consumer<? super PortId> first,
            ThreadFactory threads,
            ThreadBody body) {
        Objects.requireNonNull(body, "body");
        LocalPort port = kernel.newPort(parent, bound, made -> new PortThread(made, threads, body));
        port.claimThread();
        kernel.publish(port);
        try {
            if (first != null) {
                first.accept(port.id());
            }
        } catch (Throwable t) {
            port.endBy(t);
            throw t;
        } finally {
            ((PortThread) port.runner()).start(null); // also one that has ended: it says so
        }
        return port;
    }

    /**
     * Gives a port that is served by callbacks a thread. It takes the place of the default handler: what comes behind this
     * call, and has no handler of its tag, waits in the mailbox; the handlers of tags stay and are run by the thread when
     * it receives. The body of a port that has ended, or ends before it comes to this call, does not run.
     *
     * @throws IllegalStateException if the port has a thread already
     * @throws IllegalArgumentException if it is a port of another runtime
     */
    public static void attach(Port port, ThreadBody body) {
        LocalPort local = LocalPort.of(port);
        local.push(takingOver(local, body));
    }

    /**
     * Gives a port that is served by callbacks a thread, by its own code: in its set-up, in the function that it is spawned
     * by, or in a handler. The thread takes over as soon as that has returned, so all that the port has not come to, and that
     * has no handler of its tag, waits in the mailbox.
     *
     * @throws IllegalStateException if the port has a thread already
     */
    public static void attach(CallbackPort self, ThreadBody body) {
        LocalPort local = LocalPort.of(self);
        local.attach(takingOver(local, body));
    }

    private static HandOver takingOver(LocalPort port, ThreadBody body) {
        Objects.requireNonNull(body, "body");
        if (!port.claimThread()) {
            throw new IllegalStateException("port " + port.id() + " has a thread already");
        }
        return new PortThread(port, port.kernel().config().virtualThreads(), body).takingOver();
    }
}
