package io.loommp.loom;

import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.Self;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.LocalPort;
import io.loommp.kernel.PortSelf;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Creates ports that are served by a virtual thread of their own.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
public final class ThreadPorts {
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
        LocalPort port = PortSelf.portOf(parent);
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
        LocalPort port = PortSelf.portOf(parent);
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
        LocalPort port = PortSelf.portOf(parent);
        return start(port.kernel(), port, null, Objects.requireNonNull(first, "first"), body);
    }

    /**
     * Runs code in a port of its own and waits for what it returns: so {@code main} and other plain threads can send and
     * receive.
     *
     * <p><b>Blocking:</b> until the code has returned. When the waiting thread is interrupted, the port is killed.
     *
     * @return what the code returns
     * @throws Exception what the code throws
     * @throws InterruptedException if the calling thread is interrupted
     * @throws PortKilled if the port is killed before its code returns
     * @throws IllegalStateException if the node is closed
     */
    public static <T> T call(Node node, ThreadCall<T> code) throws Exception {
        Objects.requireNonNull(code, "code");
        CompletableFuture<T> result = new CompletableFuture<>();
        Port port = spawn(node, self -> {
            try {
                result.complete(code.call(self));
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        // for a port that is killed before its thread comes to the code
        CompletionStage<Boolean> ended =
                port.terminated().thenApply(why -> result.completeExceptionally(new PortKilled(port.id(), why)));
        assert ended != null;
        try {
            return result.get();
        } catch (InterruptedException e) {
            port.kill(new KillReason.Die("interrupted"));
            throw e;
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        }
    }

    private static Exception thrown(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
    }

    private static Port start(
            Kernel kernel,
            @Nullable LocalPort parent,
            @Nullable MailboxBound bound,
            @Nullable Consumer<? super PortId> first,
            ThreadBody body) {
        Objects.requireNonNull(body, "body");
        LocalPort port = kernel.newPort(parent, bound, made -> new PortThread(made, body));
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
        Objects.requireNonNull(body, "body");
        if (!(port instanceof LocalPort local)) {
            throw new IllegalArgumentException("not a port of this runtime: " + port.id());
        }
        if (!local.claimThread()) {
            throw new IllegalStateException("port " + port.id() + " has a thread already");
        }
        local.push(new PortThread(local, body).takingOver());
    }
}
