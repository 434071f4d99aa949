package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.LinkOption;
import io.loommp.Monitor;
import io.loommp.PortId;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Two ports that end together: a dependence of the one that links, and something at this one that ends the other. That is a
 * dependence of the other one if it lives here; if not, it is told by a kill.
 */
final class PortLink implements Monitor {
    private final LocalMonitor.Dependence mine;
    private final Runnable unlinkTheirs;

    private PortLink(LocalMonitor.Dependence mine, Runnable unlinkTheirs) {
        this.mine = mine;
        this.unlinkTheirs = unlinkTheirs;
    }

    /** Links a port with another one. */
    static Monitor set(LocalPort port, PortId other, Set<LinkOption> options) {
        boolean normalEnds = options.contains(LinkOption.NORMAL_ENDS);
        Kernel kernel = port.kernel();
        if (options.contains(LinkOption.ONE_WAY) || other.isNodePort()) {
            return kernel.monitor(new LocalMonitor.Dependence(port, other, normalEnds, null));
        }
        if (!kernel.isLocal(other)) {
            RemoteEnd theirs = new RemoteEnd(port, other, normalEnds);
            LocalMonitor.Dependence mine = new LocalMonitor.Dependence(port, other, normalEnds, theirs);
            kernel.monitor(mine);
            theirs.hang();
            return new PortLink(mine, theirs::cancel);
        }
        LocalMonitor.Dependence mine = new LocalMonitor.Dependence(port, other, normalEnds, null);
        kernel.monitor(mine);
        LocalPort here = kernel.find(other.name());
        return here == null ? mine : new PortLink(mine, hangBack(here, port, normalEnds)::cancel);
    }

    /** Has the other port depend on the one that links. */
    private static LocalMonitor hangBack(LocalPort other, LocalPort port, boolean normalEnds) {
        LocalMonitor theirs = new LocalMonitor.Dependence(other, port.id(), normalEnds, null);
        theirs.hangsOn(port);
        if (!other.own(theirs)) {
            theirs.cancel(); // it has ended, and this port hears of that by its own dependence
        } else if (!port.watch(theirs)) {
            theirs.fire(reasonOf(port));
        }
        theirs.detachIfOver();
        return theirs;
    }

    private static KillReason reasonOf(LocalPort ended) {
        KillReason reason = ended.endReason();
        assert reason != null : "refused a watch, but lives";
        return reason;
    }

    @Override
    public PortId watched() {
        return mine.watched();
    }

    @Override
    public long reference() {
        return mine.reference();
    }

    @Override
    public boolean cancel() {
        boolean taken = mine.cancel();
        unlinkTheirs.run();
        return taken;
    }

    /** Ends a port of another node when the one that links ends. */
    static final class RemoteEnd implements Watch {
        private final LocalPort port;
        private final PortId other;
        private final boolean normalEnds;
        private final AtomicBoolean over = new AtomicBoolean();

        RemoteEnd(LocalPort port, PortId other, boolean normalEnds) {
            this.port = port;
            this.other = other;
            this.normalEnds = normalEnds;
        }

        private void hang() {
            if (!port.watch(this)) {
                fire(reasonOf(port));
            } else if (over.get()) {
                port.unwatch(this); // the other one ended before it hung
            }
        }

        /** A port that is only out of reach is still to be told; it may be heard of again. */
        void otherEnded(KillReason reason) {
            if (!(reason instanceof KillReason.TransportError)) {
                cancel();
            }
        }

        @Override
        public void fire(KillReason reason) {
            if (over.compareAndSet(false, true) && (normalEnds || !reason.isNormal())) {
                tell(reason);
            }
        }

        private void tell(KillReason reason) {
            try {
                port.kernel().kill(other, reason);
            } catch (IllegalArgumentException e) {
                port.kernel().kill(other, new KillReason.Die("the reason cannot be sent"));
            }
        }

        private void cancel() {
            if (over.compareAndSet(false, true)) {
                port.unwatch(this);
            }
        }
    }
}
