package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.PortId;
import java.util.function.Consumer;

/** A watch that runs inside the firing itself, on the thread that fires: it sees what holds at that very moment. */
final class InsideWatch extends LocalMonitor {
    private final Consumer<KillReason> inside;

    private InsideWatch(Kernel kernel, PortId watched, Consumer<KillReason> inside) {
        super(
                new LocalPort(
                        kernel, new PortId(kernel.id(), "inside"), LocalPort.Kind.HIDDEN, null, p -> new NoRunner()),
                watched);
        this.inside = inside;
    }

    /** Sets a watch. */
    static void set(Kernel kernel, PortId watched, Consumer<KillReason> inside) {
        kernel.monitor(new InsideWatch(kernel, watched, inside));
    }

    @Override
    void deliver(KillReason reason) {
        inside.accept(reason);
    }

    /** Runs nothing. */
    private static final class NoRunner implements Runner {
        @Override
        public void wake(LocalPort port) {}

        @Override
        public boolean endsAtOnce() {
            return true;
        }

        @Override
        public void stop(LocalPort port) {}

        @Override
        public boolean isCurrent(LocalPort port) {
            return true;
        }
    }
}
