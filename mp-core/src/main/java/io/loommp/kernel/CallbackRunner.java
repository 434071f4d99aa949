package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.MessageHandler;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs callback ports: whoever wakes one gives it to a thread, and that <i>activation</i> holds it until nothing is left
 * to do. What a handler wakes last may follow it on its thread, see {@link Turns}, and what is woken while many threads have
 * not begun yet gets a turn of one of them, see {@link WokenQueue}.
 */
final class CallbackRunner implements Runner {
    private final Executor executor;
    private final CarrierProbe probe;
    private final @Nullable TurnTable table;

    /** {@code table} is null where each activation has a thread of its own. */
    CallbackRunner(Executor executor, CarrierProbe probe, @Nullable TurnTable table) {
        this.executor = executor;
        this.probe = probe;
        this.table = table;
    }

    /** Where the turns of a thread stand; null where each has a thread of its own. */
    @Nullable
    TurnTable table() {
        return table;
    }

    @Override
    public void wake(LocalPort port) {
        Turns current = table == null || port.isHidden() || probe.isCrowded() ? null : table.current();
        if (current == null) { // always for a hidden port, whose callback is to run on a thread of its own
            start(port);
        } else {
            current.next(port);
        }
    }

    /** Gives a port a thread, or a place among those that wait for one that comes. */
    private void start(LocalPort port) {
        if (table == null
                || port.isHidden()
                || probe.isCrowded()
                || !Thread.currentThread().isVirtual()) {
            executor.execute(new Turns(this, port, false)); // from outside: it may stand for long where few look
            return;
        }
        WokenQueue woken = table.woken();
        try {
            if (!woken.add(port)) {
                startAwaited(port, woken);
            }
        } finally {
            startForsaken(woken);
        }
    }

    private void startAwaited(LocalPort port, WokenQueue woken) {
        Turns turns = new Turns(this, port, true);
        woken.comes();
        try {
            executor.execute(turns);
        } catch (RuntimeException | Error e) {
            woken.begun();
            throw e;
        }
    }

    /** Throws nothing: who calls it may be at another port, which has its thread. */
    private void startForsaken(WokenQueue woken) {
        for (LocalPort port = woken.forsaken(); port != null; port = woken.forsaken()) {
            try {
                startAwaited(port, woken);
            } catch (RuntimeException | Error e) {
                port.endUnrun(e);
            }
        }
    }

    /** A thread has begun that was awaited; it may wait from now on, so who counts on it gets another. */
    void begun(WokenQueue woken) {
        woken.begun();
        startForsaken(woken);
    }

    /** Gives a port a thread that was to follow on another one; when there is none to be had, it ends, and nobody else. */
    void startOrEnd(LocalPort port) {
        try {
            start(port);
        } catch (RuntimeException | Error e) {
            port.endUnrun(e);
        }
    }

    /**
     * Runs a port until nothing is left to do; false if the current thread must run no other one after it, since the interrupt
     * of its end may still be on its way, or others wait for the carrier.
     */
    boolean turn(LocalPort port, Turns turns) {
        port.served();
        try {
            return activate(port, turns);
        } finally {
            port.unserved();
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
        attached.next = rest;
        port.handOverTo(attached.successor());
        attached.begin();
    }

    @Override
    public boolean endsAtOnce() {
        return false;
    }

    @Override
    public void stop(LocalPort port) {
        Thread thread = thread(port);
        if (thread != null) {
            thread.interrupt(); // if that activation has finished, its thread goes on to no other port before the end
            // is performed
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a thread is itself
    public boolean isCurrent(LocalPort port) {
        return thread(port) == Thread.currentThread();
    }

    @Override
    public @Nullable Thread thread(LocalPort port) {
        Turns activation = port.activation();
        return activation == null ? null : activation.thread();
    }

    @Override
    public int unseen(LocalPort port) {
        Turns activation = port.activation();
        return activation == null ? 0 : activation.unseen();
    }

    /** As {@link CarrierProbe#maySpin}; not where each activation has a thread of its own, which ends when nothing is left. */
    boolean maySpin() {
        return table != null && probe.maySpin();
    }

    private boolean activate(LocalPort port, Turns turns) {
        port.activation(turns);
        while (true) {
            if (probe.isCrowded()) {
                turns.passNextOn(); // this thread is going to leave its carrier
            }
            probe.relieve();
            Entry entry = turns.take(port.inbox());
            if (entry != null) {
                if (!execute(port, entry, turns)) {
                    return false;
                }
            } else if (port.endReason() != null) {
                port.activation(null);
                port.ended();
                return port.isEndPerformed() && !probe.isCrowded(); // then no interrupt is still on its way
            } else if (!turns.comesSoon(port.inbox())) {
                port.activation(null); // before the next activation can begin, which is as soon as the port waits
                if (port.inbox().beginWait()) {
                    return !probe.isCrowded(); // whoever ends it from now on finds that it waits, and interrupts nobody
                }
                port.activation(turns);
            }
        }
    }

    /** Executes entries in their order; false if the port was handed over and is no longer ours. */
    private boolean execute(LocalPort port, Entry oldest, Turns turns) {
        Entry entry = oldest;
        while (entry != null) {
            turns.passNextOn();
            if (port.endReason() != null) {
                port.drop(entry);
                return true;
            }
            Entry next = entry.detachNext();
            turns.comeTo();
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
        try {
            switch (entry) {
                case ControlEntry control -> port.execute(control);
                case MessageEntry message -> receive(port, message);
            }
        } catch (Throwable t) { // of what makes a message, or for want of memory: nobody else would wake the port again
            port.endBy(t);
        }
        return port.attached();
    }

    private static void receive(LocalPort port, MessageEntry entry) {
        Message message = entry.open();
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

    private static @Nullable MessageHandler handlerOf(LocalPort port, Message message) {
        MessageHandler tagged = port.taggedHandler(message);
        return tagged != null ? tagged : port.fallback();
    }
}
