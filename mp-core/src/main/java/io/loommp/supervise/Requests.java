package io.loommp.supervise;

import io.loommp.KillReason;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What others wait for of a supervisor: that all has been started, and what became of their requests. Each is told once,
 * at the latest when the supervisor has ended.
 *
 * <p><b>Threads:</b> any. What depends on a stage is code of users, and runs on a thread of its own.
 */
final class Requests {
    private final Supervisor supervisor;
    private final Executor executor;
    private final CompletableFuture<Supervisor> started = new CompletableFuture<>();
    private final Map<Long, CompletableFuture<ChildInfo>> open = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    private volatile @Nullable KillReason over; // written by who is told of the supervisor's end

    Requests(Supervisor supervisor, Executor executor) {
        this.supervisor = supervisor;
        this.executor = executor;
    }

    CompletionStage<Supervisor> started() {
        return started.minimalCompletionStage();
    }

    /** Makes a request of a number, and puts it to the supervisor. */
    CompletionStage<ChildInfo> put(LongFunction<Input.Request> made) {
        long number = numbers.getAndIncrement();
        CompletableFuture<ChildInfo> request = new CompletableFuture<>();
        open.put(number, request);
        Input.Request input = made.apply(number);
        supervisor.enter(() -> supervisor.on(input));
        KillReason why = over;
        if (why != null) {
            close(number, asked -> asked.completeExceptionally(ended(why))); // the supervisor may have ended before
        }
        return request.minimalCompletionStage();
    }

    /** Tells who waits for it; {@code shown} gives a child as others may see it now. */
    void answer(Act.Answer answer, Function<Member, ChildInfo> shown) {
        switch (answer) {
            case Act.Ready ready -> executor.execute(() -> started.complete(supervisor));
            case Act.Done done -> {
                ChildInfo info = shown.apply(done.child());
                close(done.request(), request -> request.complete(info));
            }
            case Act.Refuse refuse ->
                close(
                        refuse.request(),
                        request -> request.completeExceptionally(
                                refuse.mistaken()
                                        ? new IllegalArgumentException(refuse.text())
                                        : new IllegalStateException(refuse.text())));
        }
    }

    /** The supervisor has ended, and answers no more. */
    void over(KillReason why) {
        over = why;
        executor.execute(() -> started.completeExceptionally(ended(why)));
        open.keySet().forEach(number -> close(number, asked -> asked.completeExceptionally(ended(why))));
    }

    private void close(long number, Consumer<CompletableFuture<ChildInfo>> outcome) {
        CompletableFuture<ChildInfo> request = open.remove(number);
        if (request != null) {
            executor.execute(() -> outcome.accept(request));
        }
    }

    private IllegalStateException ended(KillReason why) {
        return new IllegalStateException("supervisor \"%s\" has ended: %s".formatted(supervisor.name(), why));
    }
}
