package io.loommp.loom;

import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortKilled;
import io.loommp.kernel.HandOver;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.LocalPort;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
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
        return start(node, null, body);
    }

    /**
     * As {@link #spawn(Node, ThreadBody)}, with a bound for what may wait in the mailbox.
     *
     * @throws IllegalStateException if the node is closed
     */
    public static Port spawn(Node node, MailboxBound bound, ThreadBody body) {
        return start(node, Objects.requireNonNull(bound, "bound"), body);
    }

    /**
     * As {@link #spawn(Node, ThreadBody)}, on a thread of the system instead of a virtual one: for code that computes for
     * long, which would keep other ports from their turn, since a virtual thread gives its carrier up only when it waits.
     *
     * @throws IllegalStateException if the node is closed
     */
    public static Port platform(Node node, ThreadBody body) {
        return start(node, null, PLATFORM, body);
    }

    /**
     * As {@link #platform(Node, ThreadBody)}, with a bound for what may wait in the mailbox.
     *
     * @throws IllegalStateException if the node is closed
     */
    public static Port platform(Node node, MailboxBound bound, ThreadBody body) {
        return start(node, Objects.requireNonNull(bound, "bound"), PLATFORM, body);
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
    public static <T extends @Nullable Object> T call(Node node, ThreadCall<T> code) throws Exception {
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

    private static Port start(Node node, @Nullable MailboxBound bound, ThreadBody body) {
        return start(node, bound, Kernel.of(node).config().virtualThreads(), body);
    }

    private static Port start(Node node, @Nullable MailboxBound bound, ThreadFactory threads, ThreadBody body) {
        Kernel kernel = Kernel.of(node);
        Objects.requireNonNull(body, "body");
        LocalPort port = kernel.newPort(bound, made -> new PortThread(made, threads, body));
        port.claimThread();
        kernel.publish(port);
        ((PortThread) port.runner()).start(null);
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
