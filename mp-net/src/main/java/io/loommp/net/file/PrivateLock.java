package io.loommp.net.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to change a private file, which one program at a time has. It is an empty file beside it, with {@code .lock} behind
 * its name, which stays; the lock itself goes with the process.
 *
 * <p><b>Threads:</b> it is given back by the thread that took it.
 *
 * <p><b>Limits:</b> where the file system has no locks, nobody waits.
 */
public final class PrivateLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock(); // to which locks of files do not apply

    private final FileChannel channel;

    private PrivateLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it. Directories that are missing are made.
     *
     * <p><b>Blocking:</b> while another program has it; an interrupt ends that with an IOException.
     *
     * @param waits runs if another process has it
     * @throws IOException if nothing can be written there
     */
    public static PrivateLock of(Path file, Runnable waits) throws IOException {
        Path target = PrivateFile.target(file);
        PrivateFile.makeDirectories(target.resolveSibling(""));
        IN_THIS_PROCESS.lock();
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    target.resolveSibling(target.getFileName() + ".lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PrivateFile.ownerOnly(target, "rw-------"));
            FileLock lock = lock(channel, waits);
            LOG.trace("changes {}, {}", target, lock);
            return new PrivateLock(channel);
        } catch (IOException | RuntimeException | Error e) {
            try {
                if (channel != null) {
                    channel.close();
                }
            } finally {
                IN_THIS_PROCESS.unlock();
            }
            throw e;
        }
    }

    private static @Nullable FileLock lock(FileChannel channel, Runnable waits) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (IOException e) {
            LOG.debug("there are no locks here", e);
            return null;
        }
        if (lock != null) {
            return lock;
        }
        waits.run();
        return channel.lock();
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            IN_THIS_PROCESS.unlock();
        }
    }
}
