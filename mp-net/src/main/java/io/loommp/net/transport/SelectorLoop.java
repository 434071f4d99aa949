package io.loommp.net.transport;

import io.loommp.Timer;
import io.loommp.net.codec.JsonDecoder;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.KernelThread;
import io.loommp.spi.Timers;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A selector and the thread that waits on it, runs what became ready and what others asked it to run.
 *
 * <p><b>Threads:</b> {@link #execute}, {@link #after} and {@link #awaitEnd} from any; the rest from the loop's own.
 */
final class SelectorLoop {
    /*
     * Who adds a task wakes the selector only if it sleeps: it adds to the queue and then reads `asleep`; the loop writes
     * `asleep` and then looks at the queue; one sees the other.
     */
    private static final Logger LOG = LoggerFactory.getLogger(SelectorLoop.class);
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Something with a channel. */
    interface Client {
        /** The channel is ready for something the client wants. */
        void ready();
    }

    private final Selector selector;
    private final Timers timers;
    private final Thread thread;
    private final MpscUnboundedVarHandleArrayQueue<Runnable> tasks = new MpscUnboundedVarHandleArrayQueue<>(256);
    private final AtomicBoolean asleep = new AtomicBoolean();

    @ConfinedTo("the loop")
    private final JsonDecoder decoder;

    @ConfinedTo("the loop")
    private final ByteBuffer readBuffer = ByteBuffer.allocate(BUFFER_BYTES);

    @ConfinedTo("the loop")
    private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    @ConfinedTo("the loop")
    private final Set<TcpLink> links = new HashSet<>();

    @ConfinedTo("the loop")
    private boolean closing;

    @ConfinedTo("the loop")
    private boolean ended;

    SelectorLoop(String name, Timers timers, JsonDecoder decoder) throws IOException {
        this.selector = Selector.open();
        this.timers = timers;
        this.decoder = decoder;
        this.thread = new KernelThread(this::run, name);
        thread.start();
    }

    /** Runs a task in the loop's next turn; never, if the loop has ended. */
    void execute(Runnable task) {
        tasks.offer(task);
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    /** Runs a task in the loop when a time has passed. */
    Timer after(Duration delay, Runnable task) {
        return afterNanos(delay.toNanos(), task);
    }

    /** Runs a task in the loop when a time has passed. */
    Timer afterNanos(long nanos, Runnable task) {
        return timers.at(timers.nanoTime() + nanos, () -> execute(task));
    }

    long nanoTime() {
        return timers.nanoTime();
    }

    /** Waits for a channel to become ready, in place of who did before. */
    SelectionKey register(SelectableChannel channel, int interest, Client client) throws IOException {
        return channel.register(selector, interest, client);
    }

    /** For what is read in this turn. */
    ByteBuffer readBuffer() {
        return readBuffer;
    }

    /** For what is written in this turn. */
    ByteBuffer writeBuffer() {
        return writeBuffer;
    }

    JsonDecoder decoder() {
        return decoder;
    }

    // ---- the thread ----

    private void run() {
        try {
            while (!ended) {
                select();
                for (SelectionKey key : selector.selectedKeys()) {
                    serve(key);
                }
                selector.selectedKeys().clear();
                runTasks();
            }
        } catch (Throwable t) {
            LOG.error("{} failed; its connections are lost", thread.getName(), t);
        } finally {
            closing = true;
            try {
                Set.copyOf(links).forEach(this::loseAtEnd);
            } finally {
                selector.keys().forEach(key -> close(key.channel()));
                close(selector);
            }
        }
    }

    private void loseAtEnd(TcpLink link) {
        try {
            link.lose("the selector has ended");
        } catch (Throwable t) {
            LOG.error("{} could not be ended; the others are", link, t);
        }
    }

    private void select() throws IOException {
        asleep.set(true);
        if (tasks.isEmpty()) {
            selector.select();
        } else {
            selector.selectNow();
        }
        asleep.set(false);
    }

    private static void serve(SelectionKey key) {
        if (key.isValid() && key.attachment() instanceof Client client) {
            try {
                client.ready();
            } catch (Throwable t) { // clients see to their own failures; each has a timer as well
                if (key.isValid()) {
                    key.interestOps(0);
                }
                LOG.error("a connection failed; it is left alone", t);
            }
        }
    }

    /** Those that are there now; what they add runs in the next turn, so that sockets have theirs in between. */
    private void runTasks() {
        for (int left = tasks.size(); left > 0 && !ended; left--) {
            Runnable task = tasks.relaxedPoll();
            if (task == null) {
                return; // whoever adds it is between its two steps; the next turn finds it
            }
            try {
                task.run();
            } catch (Throwable t) {
                LOG.error("a task of {} failed; the others go on", thread.getName(), t);
            }
        }
    }

    static void close(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            LOG.debug("a close failed", e);
        }
    }

    // ---- its links, and its end ----

    /** Adds a link; false if the loop takes none any more. */
    boolean add(TcpLink link) {
        return !closing && links.add(link);
    }

    void remove(TcpLink link) {
        links.remove(link);
        endIfDone();
    }

    /** Ends the loop when its links have written what they have. */
    void finish() {
        closing = true;
        Set.copyOf(links).forEach(TcpLink::finish);
        endIfDone();
    }

    private void endIfDone() {
        ended |= closing && links.isEmpty();
    }

    /** Ends the loop now. */
    void abort() {
        ended = true;
    }

    /** Waits for the end of the thread; whether it has come. */
    boolean awaitEnd(Duration time) throws InterruptedException {
        return thread.join(time);
    }
}
