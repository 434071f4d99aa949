package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.PortKilled;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Code that runs in the context of a port and has a result for somebody else. That one's stage is completed on a thread of
 * its own: what depends on it is his code, and neither the port's nor a kernel thread's business.
 */
final class Evaluation<T> extends ControlEntry {
    private final LocalPort port;
    private final Callable<T> code;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    private Evaluation(LocalPort port, Callable<T> code) {
        this.port = port;
        this.code = code;
    }

    /** Runs code in a port's context: now, when the current thread is the port's own code. */
    static <T> CompletionStage<T> of(LocalPort port, Callable<T> code) {
        Evaluation<T> evaluation = new Evaluation<>(port, code);
        if (port.runner().isCurrent(port)) {
            evaluation.runNow();
        } else {
            port.push(evaluation);
        }
        return evaluation.result.minimalCompletionStage();
    }

    private void runNow() {
        try {
            port.checkLive();
            result.complete(code.call());
        } catch (StackOverflowError e) {
            throw e; // as LocalPort.execute
        } catch (Throwable t) {
            port.endBy(t);
            result.completeExceptionally(t);
        }
    }

    @Override
    protected void run(LocalPort runs) {
        try {
            T value = code.call();
            runs.kernel().onThread(() -> result.complete(value));
        } catch (Throwable t) {
            runs.endBy(t);
            fail(t);
        }
    }

    @Override
    protected void dropped() {
        KillReason why = port.endReason();
        assert why != null : "dropped by a live port";
        fail(new PortKilled(port.id(), why));
    }

    private void fail(Throwable why) {
        port.kernel().onThread(() -> result.completeExceptionally(why));
    }
}
