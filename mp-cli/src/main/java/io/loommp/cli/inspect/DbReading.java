package io.loommp.cli.inspect;

import io.loommp.cli.CommandFailed;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What commands that read the database have in common: they ask it as every node does, so nodes of AnyEvent::MP answer, too. */
final class DbReading {
    private DbReading() {}

    /** What the database answers, waited for. */
    static <T> T await(CompletionStage<T> answer, Duration limit) throws CommandFailed, InterruptedException {
        try {
            return answer.toCompletableFuture().get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw noMaster(limit);
        } catch (ExecutionException e) {
            throw CommandFailed.failed("the database cannot be asked: " + e.getCause(), "Try it again.");
        }
    }

    /** Nobody has said what is in the database. */
    static CommandFailed noMaster(Duration limit) {
        return CommandFailed.failed(
                "the database does not answer within " + limit.toSeconds() + " s",
                "A node that keeps it must be connected: name one by --seed HOST:PORT.");
    }
}
