package io.loommp.loom;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.KillReason;
import io.loommp.kernel.Entry;
import io.loommp.kernel.HandOver;
import io.loommp.kernel.LocalPort;
import io.loommp.kernel.Runner;
import io.loommp.spi.ConfinedTo;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The thread that runs a port: from its start to the moment when the body has returned and the port has ended; with the
 * mailbox that this thread receives from.
 */
final class PortThread extends Mailbox {
    private final ThreadBody body;

    /** How many shields are around the code that runs now. */
    @GuardedBy("this")
    private int shields;

    /** Whether an interrupt is held back until the outermost shield ends. */
    @GuardedBy("this")
    private boolean heldBack;

    PortThread(LocalPort port, ThreadFactory threads, ThreadBody body) {
        super(port, threads);
        this.body = body;
    }

    /**
     * Begins, with what stands behind a place that whoever ran the port before has come to, if there was anybody. When the
     * system has no thread left, the port ends.
     */
    void start(@Nullable Entry place) {
        if (place != null) {
            begin(place);
        }
        try {
            owner.start();
        } catch (Throwable t) {
            port.endBy(t);
            close();
            port.ended();
            throw t;
        }
    }

    /** The entry at which this thread takes a callback port over. */
    HandOver takingOver() {
        return new HandOver() {
            @Override
            protected Runner successor() {
                return PortThread.this;
            }

            @Override
            protected void begin() {
                start(this);
            }
        };
    }

    /** The thread's work. */
    @Override
    public void run() {
        port.served();
        try {
            if (port.isLive()) {
                body.run(new MailboxSelf(port, this));
            }
            port.end(KillReason.normal(), null);
        } catch (Throwable t) {
            port.endBy(t);
        } finally {
            close();
            port.ended();
            port.unserved();
        }
    }

    @Override
    public void wake(LocalPort woken) {
        woken.kernel().parking().unpark(owner);
    }

    @Override
    public boolean endsAtOnce() {
        return true;
    }

    @Override
    public void stop(LocalPort stopped) {
        boolean hold;
        synchronized (this) {
            hold = shields > 0;
            heldBack |= hold;
            if (!hold) {
                owner.interrupt(); // under the lock: a moment later it might reach code that is shielded
            }
        }
        if (hold) {
            stopped.kernel().parking().unpark(owner); // a receive inside the shield ends all the same
        }
    }

    /** Runs code that the interrupt of a kill does not reach. */
    @ConfinedTo("the port's own thread")
    <T extends @Nullable Object> T shield(Callable<T> code) throws Exception {
        checkOwner();
        synchronized (this) {
            shields++;
        }
        try {
            checkLive(); // from here on no interrupt of a kill can come
            return code.call();
        } finally {
            unshield();
        }
    }

    private void unshield() {
        synchronized (this) {
            shields--;
            if (shields == 0 && heldBack) {
                heldBack = false;
                owner.interrupt();
            }
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a thread is itself
    public boolean isCurrent(LocalPort asked) {
        return Thread.currentThread() == owner;
    }
}
