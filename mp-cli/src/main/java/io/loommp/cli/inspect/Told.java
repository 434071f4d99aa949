package io.loommp.cli.inspect;

import io.loommp.cli.Output;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What a command prints that goes on until it has printed enough, or is stopped.
 *
 * <p><b>Threads:</b> one prints, another waits.
 */
final class Told {
    private final Output output;
    private final CountDownLatch enough = new CountDownLatch(1);
    private long left; // the one that prints

    /** @param count how many lines are enough; null if there never are */
    Told(Output output, @Nullable Long count) {
        this.output = output;
        this.left = count == null ? Long.MAX_VALUE : count;
    }

    /** Prints a line, unless there have been enough. */
    void print(Map<String, ?> object, String text) {
        if (left > 0) {
            left--;
            output.print(object, text);
            if (left == 0) {
                end();
            }
        }
    }

    /** There is nothing more to come. */
    void end() {
        enough.countDown();
    }

    /** Waits until there have been enough. */
    void await() throws InterruptedException {
        enough.await();
    }
}
