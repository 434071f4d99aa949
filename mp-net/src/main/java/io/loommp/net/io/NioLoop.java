package io.loommp.net.io;

import io.loommp.Timer;
import io.loommp.kernel.FailureLog;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.KernelThread;
import io.loommp.spi.Timers;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A selector and the thread that waits on it, runs what became ready and what others asked it to run. */
final class NioLoop implements Loop, StandIn.Work {
    /*
     * Who adds a task wakes the selector only if it sleeps: it adds to the queue and then reads `asleep`; the loop writes
     * `asleep` and then looks at the queue; one sees the other.
     */
    private static final Logger LOG = LoggerFactory.getLogger(NioLoop.class);
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int ENCRYPTED_BYTES = 80 * 1024;
    private static final int BUSY_CONNECTIONS = 4; // that were ready at once
    private static final long GATHER_NANOS = TimeUnit.MICROSECONDS.toNanos(50); // then wakes wait no longer
    private static final long PAUSE_NANOS =
            TimeUnit.MILLISECONDS.toNanos(100); // behind a failure, which may come again
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:].*:.*"); // or Java refuses it without asking

    /** Something with a channel. */
    interface Member {
        /** The channel is ready for something that is wanted. */
        void ready(int ops);
    }

    private final Selector selector;
    private final Timers timers;
    private final Executor resolvers;
    private final Executor ownResolvers;
    private final Executor computers;
    private final Runnable atEnd;
    private final KernelThread thread;
    private final StandIn standIn;
    private final MpscUnboundedVarHandleArrayQueue<Runnable> tasks = new MpscUnboundedVarHandleArrayQueue<>(256);
    private final AtomicBoolean asleep = new AtomicBoolean();
    private volatile boolean busy; // written by the loop

    @ConfinedTo("the loop")
    private final ByteBuffer readBuffer = ByteBuffer.allocate(BUFFER_BYTES);

    @ConfinedTo("the loop")
    private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    @ConfinedTo("the loop")
    private @Nullable ByteBuffer encryptedReadBuffer; // none as long as nothing is encrypted

    @ConfinedTo("the loop")
    private @Nullable ByteBuffer encryptedWriteBuffer;

    @ConfinedTo("the loop")
    private boolean ended;

    NioLoop(
            String name,
            Timers timers,
            Executor resolvers,
            Executor ownResolvers,
            Executor computers,
            BooleanSupplier mayPoll,
            Runnable atEnd)
            throws IOException {
        this.selector = Selector.open();
        this.timers = timers;
        this.resolvers = resolvers;
        this.ownResolvers = ownResolvers;
        this.computers = computers;
        this.atEnd = atEnd;
        this.thread = new KernelThread(this::run, name);
        this.standIn = new StandIn(thread, this, timers::nanoTime, mayPoll);
    }

    /** Starts its thread; once. */
    void start() {
        thread.start();
    }

    @Override
    public void execute(Runnable task) {
        tasks.offer(task);
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            try {
                selector.wakeup();
            } catch (Throwable t) { // for want of stack: the task is there, and who comes next wakes it
                asleep.set(true);
            }
        }
    }

    @Override
    public boolean isBusy() {
        return busy;
    }

    @Override
    public Timer afterNanos(long nanos, Runnable task) {
        return timers.at(timers.nanoTime() + nanos, () -> execute(task));
    }

    @Override
    public long nanoTime() {
        return timers.nanoTime();
    }

    @Override
    public ByteBuffer readBuffer() {
        return readBuffer;
    }

    @Override
    public ByteBuffer writeBuffer() {
        return writeBuffer;
    }

    @Override
    public ByteBuffer encryptedReadBuffer() {
        if (encryptedReadBuffer == null) {
            encryptedReadBuffer = ByteBuffer.allocate(ENCRYPTED_BYTES);
        }
        return encryptedReadBuffer;
    }

    @Override
    public ByteBuffer encryptedWriteBuffer() {
        if (encryptedWriteBuffer == null) {
            encryptedWriteBuffer = ByteBuffer.allocateDirect(ENCRYPTED_BYTES);
        }
        return encryptedWriteBuffer;
    }

    @Override
    public <T> void compute(Callable<T> work, Consumer<T> done, Consumer<Throwable> failed) {
        computers.execute(() -> {
            try {
                T result = work.call();
                execute(() -> done.accept(result));
            } catch (Throwable t) {
                execute(() -> failed.accept(t));
            }
        });
    }

    @Override
    public void resolve(String host, Consumer<List<InetAddress>> found, Consumer<Throwable> failed) {
        resolve(host, resolvers, found, failed);
    }

    @Override
    public void resolveConfigured(String host, Consumer<List<InetAddress>> found, Consumer<Throwable> failed) {
        resolve(host, ownResolvers, found, failed);
    }

    private void resolve(String host, Executor namesOn, Consumer<List<InetAddress>> found, Consumer<Throwable> failed) {
        Executor where = isLiteral(host) ? Runnable::run : namesOn;
        where.execute(() -> {
            try {
                List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
                execute(() -> found.accept(addresses));
            } catch (Throwable t) {
                execute(() -> failed.accept(t));
            }
        });
    }

    /** Whether it is an address and no name, so that nobody is asked for it. */
    private static boolean isLiteral(String host) {
        return IPV6.matcher(host).matches() || IPV4.matcher(host).matches();
    }

    @Override
    public Connecting connect(InetSocketAddress address, Consumer<Connection> connected, Consumer<Throwable> failed)
            throws IOException {
        return NioConnecting.start(this, address, connected, failed);
    }

    /** Waits for a channel to become ready, in place of who did before. */
    SelectionKey register(SelectableChannel channel, int interest, Member member) throws IOException {
        return channel.register(selector, interest, member);
    }

    // ---- the thread ----

    private void run() {
        try {
            while (!ended) {
                try {
                    select();
                    work();
                    if (!ended) {
                        standIn.takeTurns();
                    }
                } catch (RuntimeException | Error e) { // for want of memory, it may be
                    if (!selector.isOpen()) {
                        throw e;
                    }
                    FailureLog.tell(LOG, "a turn of a selector thread failed; it goes on", e);
                    LockSupport.parkNanos(this, PAUSE_NANOS);
                }
            }
        } catch (Throwable t) {
            FailureLog.tell(LOG, thread.getName() + " failed; its connections are lost", t);
        } finally {
            try {
                atEnd.run();
            } finally {
                selector.keys().forEach(key -> close(key.channel()));
                close(selector);
            }
        }
    }

    private void work() {
        serve(selector.selectedKeys());
        runTasks();
    }

    @Override
    public boolean turn() throws IOException {
        if (selector.selectNow() == 0 && tasks.isEmpty()) { // sockets have their turn also while there are tasks
            noteBusy(false);
            return false;
        }
        work();
        return true;
    }

    @Override
    public boolean isOver() {
        return ended;
    }

    private void serve(Set<SelectionKey> ready) {
        boolean many = ready.size() >= BUSY_CONNECTIONS;
        noteBusy(many);
        thread.gather(many);
        try {
            long begun = timers.nanoTime();
            for (SelectionKey key : ready) {
                serve(key);
                if (many && timers.nanoTime() - begun >= GATHER_NANOS) {
                    thread.wakeGathered();
                    begun = timers.nanoTime();
                }
            }
        } finally {
            thread.gather(false);
            thread.wakeGathered();
        }
        ready.clear();
    }

    /** Others look for each packet; so it is written only when it changes. */
    private void noteBusy(boolean now) {
        if (busy != now) {
            busy = now;
        }
    }

    private void select() throws IOException {
        asleep.set(true);
        if (tasks.isEmpty()) {
            noteBusy(false);
            selector.select();
        } else {
            selector.selectNow();
        }
        asleep.set(false);
    }

    private static void serve(SelectionKey key) {
        if (key.isValid() && key.attachment() instanceof Member member) {
            try {
                member.ready(key.readyOps());
            } catch (Throwable t) { // members see to their own failures; each has a timer as well
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

    // ---- its end ----

    @Override
    public void end() {
        ended = true;
    }

    @Override
    public boolean awaitEnd(Duration time) throws InterruptedException {
        return thread.join(time);
    }
}
