package io.loommp.kernel;

import io.loommp.KillReason;

/** The place in a callback port's sequence at which it ends. */
final class KillEntry extends ControlEntry {
    private final KillReason reason;

    KillEntry(KillReason reason) {
        this.reason = reason;
    }

    @Override
    protected void run(LocalPort port) {
        port.end(reason, null);
    }
}
