package io.loommp.kernel;

import io.loommp.DatabaseChange;
import io.loommp.DatabaseMonitor;
import io.loommp.KillReason;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A callback that is run in the context of a port with each change of a family. */
final class FamilyWatch<C> implements DatabaseMonitor, Owned {
    private final LocalPort port;
    private final boolean endsPort;
    private final Function<DatabaseChange<@Nullable Object>, @Nullable C> read;
    private final Consumer<? super C> callback;
    private final NodeDatabase.Subscription subscription;

    private FamilyWatch(
            LocalPort port,
            boolean endsPort,
            String family,
            Function<DatabaseChange<@Nullable Object>, @Nullable C> read,
            Consumer<? super C> callback) {
        this.port = port;
        this.endsPort = endsPort;
        this.read = read;
        this.callback = callback;
        this.subscription = port.kernel().nodeDatabase().subscription(family, this::told);
    }

    /**
     * Starts one.
     *
     * @param context the port; null for one of its own
     * @param read makes what the callback gets; null for nothing. It is called with one change after the other
     */
    static <C> FamilyWatch<C> start(
            Kernel kernel,
            @Nullable LocalPort context,
            String family,
            Function<DatabaseChange<@Nullable Object>, @Nullable C> read,
            Consumer<? super C> callback) {
        LocalPort port = context == null ? kernel.newHiddenPort() : context;
        FamilyWatch<C> watch = new FamilyWatch<>(port, context == null, family, read, callback);
        if (!port.own(watch)) {
            port.checkLive();
        }
        watch.subscription.begin();
        return watch;
    }

    private void told(DatabaseChange<@Nullable Object> change) {
        port.push(new ControlEntry() {
            @Override
            protected void run(LocalPort self) {
                C content = subscription.isOver() ? null : read.apply(change);
                if (content != null) {
                    callback.accept(content);
                }
            }
        });
    }

    @Override
    public String family() {
        return subscription.family();
    }

    @Override
    public boolean cancel() {
        if (!subscription.end()) {
            return false;
        }
        port.disown(this);
        if (endsPort) {
            port.end(KillReason.normal(), null);
        }
        return true;
    }

    @Override
    public void release() {
        boolean ignored = subscription.end();
    }

    @Override
    public String toString() {
        return "watch on family " + family();
    }
}
