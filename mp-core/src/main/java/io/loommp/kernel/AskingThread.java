package io.loommp.kernel;

import io.loommp.PortId;
import io.loommp.spi.ConfinedTo;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a port as one that asks and awaits. For a port of this node that it asks again and again it keeps one watch,
 * from the second question in a row on: to hang one up and take it down costs as much as the question itself.
 *
 * <p><b>Threads:</b> the port's own.
 */
public final class AskingThread {
    private final LocalPort port;
    private final Runnable wake;

    @ConfinedTo("the port's own thread")
    private @Nullable PortId last;

    @ConfinedTo("the port's own thread")
    private LocalMonitor.@Nullable ToSlot kept;

    /** {@code wake} is run if the thread waits for its reply, see {@link ReplySlot#beginWait}. */
    public AskingThread(LocalPort port, Runnable wake) {
        this.port = port;
        this.wake = wake;
    }

    LocalPort port() {
        return port;
    }

    Runnable wake() {
        return wake;
    }

    /** What tells a question that there can be no reply; until that is {@link LocalMonitor.ToSlot#questionOver over}. */
    LocalMonitor.ToSlot watch(PortId target, ReplySlot slot) {
        LocalMonitor.ToSlot watch = kept;
        if (watch == null) {
            return newWatch(target, slot, target.equals(last) && port.kernel().findHere(target) != null);
        }
        if (watch.isBusy()) { // the question is made by asking
            return newWatch(target, slot, false);
        }
        if (watch.goesOn(port.kernel().findHere(target), slot)) {
            return watch;
        }
        kept = null;
        watch.cancel();
        return newWatch(target, slot, false);
    }

    private LocalMonitor.ToSlot newWatch(PortId target, ReplySlot slot, boolean stays) {
        last = target;
        LocalMonitor.ToSlot made = port.kernel().monitor(new LocalMonitor.ToSlot(port, target, slot, stays));
        if (stays) {
            kept = made;
        }
        return made;
    }
}
