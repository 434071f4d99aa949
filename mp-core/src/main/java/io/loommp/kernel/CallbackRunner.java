package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.MessageHandler;
import io.loommp.PortId;
import io.loommp.spi.Activation;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs callback ports: whoever wakes one gives it to the executor, and that <i>activation</i> holds it until nothing is
 * left to do.
 */
final class CallbackRunner implements Runner {
    private final Executor executor;
    private final CarrierProbe probe;

    CallbackRunner(Executor executor, CarrierProbe probe) {
        this.executor = executor;
        this.probe = probe;
    }

    @Override
    public void wake(LocalPort port) {
        executor.execute(new Turn(port));
    }

    private final class Turn implements Activation {
        private final LocalPort port;

        Turn(LocalPort port) {
            this.port = port;
        }

        @Override
        public void run() {
            port.served();
            try {
                activate(port);
            } finally {
                port.unserved();
            }
        }

        @Override
        public PortId port() {
            return port.id();
        }
    }

    /** Begins with a port whose set-up is done: what came for it meanwhile (a notice, a timer) has waited until now. */
    void begin(LocalPort port) {
        HandOver attached = port.attached();
        if (attached != null && port.isLive()) {
            handOver(port, attached, null);
        } else if (!port.inbox().beginWait()) {
            wake(port);
        }
    }

    private static void handOver(LocalPort port, HandOver attached, @Nullable Entry rest) {
        port.handOverTo(attached.successor());
        attached.begin(rest);
    }

    @Override
    public boolean endsAtOnce() {
        return false;
    }

    @Override
    public void stop(LocalPort port) {
        Thread thread = port.activation();
        if (thread != null) {
            thread.interrupt(); // an activation that has finished meanwhile was its thread's only work
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a thread is itself
    public boolean isCurrent(LocalPort port) {
        return port.activation() == Thread.currentThread();
    }

    @Override
    public @Nullable Thread thread(LocalPort port) {
        return port.activation();
    }

    private void activate(LocalPort port) {
        port.activation(Thread.currentThread());
        while (true) {
            probe.relieve();
            Entry entry = port.inbox().take();
            if (entry != null) {
                if (!execute(port, entry)) {
                    return;
                }
            } else if (port.endReason() != null) {
                port.activation(null);
                port.ended();
                return;
            } else {
                port.activation(null); // before the next activation can begin, which is as soon as the port waits
                if (port.inbox().beginWait()) {
                    return;
                }
                port.activation(Thread.currentThread());
            }
        }
    }

    /** Executes entries in their order; false if the port was handed over and is no longer ours. */
    private boolean execute(LocalPort port, Entry oldest) {
        Entry entry = oldest;
        while (entry != null) {
            if (port.endReason() != null) {
                port.drop(entry);
                return true;
            }
            Entry next = entry.detachNext();
            port.inbox().comeTo();
            HandOver attached = entry instanceof HandOver handOver ? handOver : executeOne(port, entry);
            if (attached != null && port.endReason() == null) {
                port.activation(null);
                handOver(port, attached, next);
                return false;
            }
            entry = next;
        }
        return true;
    }

    /** Whoever was attached meanwhile takes over behind this entry; mostly nobody, which is null. */
    private static @Nullable HandOver executeOne(LocalPort port, Entry entry) {
        switch (entry) {
            case ControlEntry control -> port.execute(control);
            case MessageEntry message -> receive(port, message);
        }
        return port.attached();
    }

    private static void receive(LocalPort port, MessageEntry entry) {
        Message message = open(port, entry);
        if (message == null || !entry.take()) {
            return;
        }
        port.origin(entry.origin());
        MessageHandler handler = handlerOf(port, message);
        if (handler == null) {
            port.end(KillReason.UnhandledMessage.ofTag(message.tag()), null);
        } else {
            port.handle(handler, message);
        }
    }

    private static @Nullable Message open(LocalPort port, MessageEntry entry) {
        try {
            return entry.open();
        } catch (Throwable t) {
            port.endBy(t);
            return null;
        }
    }

    private static @Nullable MessageHandler handlerOf(LocalPort port, Message message) {
        MessageHandler tagged = port.taggedHandler(message);
        return tagged != null ? tagged : port.fallback();
    }
}
