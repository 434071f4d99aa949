package io.loommp.testing;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.loom.ThreadBody;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs code in a port with a thread of its own and brings back what it returns or throws. */
public final class InPort {
    private InPort() {}

    /** Code that returns something. */
    @FunctionalInterface
    public interface Body<T> {
        T run(ThreadSelf self) throws Exception;
    }

    /** What the code returned; an {@link AssertionError} with what it threw otherwise. */
    public static <T> T call(Node node, Body<T> body) {
        return of(start(node, body));
    }

    /** As {@link #call}, for code that returns nothing. */
    public static void check(Node node, ThreadBody body) {
        call(node, self -> {
            body.run(self);
            return true;
        });
    }

    /** Starts the code; the future has what it returns or throws. */
    public static <T> CompletableFuture<T> start(Node node, Body<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        ThreadPorts.spawn(node, self -> run(self, body, result));
        return result;
    }

    /** Runs code on a port that the caller makes, for {@link #start} and its like. */
    public static <T> void run(ThreadSelf self, Body<T> body, CompletableFuture<T> result) {
        try {
            result.complete(body.run(self));
        } catch (Throwable t) {
            result.completeExceptionally(t);
        }
    }

    /** The result, waited for. */
    public static <T> T of(CompletableFuture<T> result) {
        try {
            return result.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the code of the port threw: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the code of the port did not return", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Why a port ended; waits until it has. */
    public static KillReason endOf(Port port) {
        return of(port.terminated().toCompletableFuture());
    }
}
