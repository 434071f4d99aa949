package io.loommp.loom;

import io.loommp.KillReason;
import io.loommp.kernel.Entry;
import io.loommp.kernel.HandOver;
import io.loommp.kernel.LocalPort;
import io.loommp.kernel.Runner;
import org.jspecify.annotations.Nullable;

/** The thread that runs a port: from its start to the moment when the body has returned and the port has ended. */
final class PortThread implements Runner {
    private final LocalPort port;
    private final ThreadBody body;
    private final Thread thread;
    private final Mailbox mailbox;

    PortThread(LocalPort port, ThreadBody body) {
        this.port = port;
        this.body = body;
        this.thread = port.kernel().config().virtualThreads().newThread(this::run);
        thread.setName(port.id().toString());
        this.mailbox = new Mailbox(port, thread);
    }

    /** Begins, with entries that were taken from the inbox by whoever ran the port before. */
    void start(@Nullable Entry taken) {
        mailbox.begin(taken);
        thread.start();
    }

    /** The entry at which this thread takes a callback port over. */
    HandOver takingOver() {
        return new HandOver() {
            @Override
            protected Runner successor() {
                return PortThread.this;
            }

            @Override
            protected void begin(@Nullable Entry rest) {
                start(rest);
            }
        };
    }

    private void run() {
        try {
            if (port.isLive()) {
                body.run(new MailboxSelf(port, mailbox));
            }
            port.end(KillReason.normal(), null);
        } catch (Throwable t) {
            port.endBy(t);
        } finally {
            mailbox.close();
            port.ended();
        }
    }

    @Override
    public void wake(LocalPort woken) {
        woken.kernel().parking().unpark(thread);
    }

    @Override
    public boolean endsAtOnce() {
        return true;
    }

    @Override
    public void stop(LocalPort stopped) {
        thread.interrupt();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a thread is itself
    public boolean isCurrent(LocalPort asked) {
        return Thread.currentThread() == thread;
    }
}
