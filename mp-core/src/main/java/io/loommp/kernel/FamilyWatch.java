package io.loommp.kernel;

import io.loommp.DatabaseChange;
import io.loommp.DatabaseMonitor;
import io.loommp.KillReason;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A callback that is run in the context of a port with each change of a family. */
final class FamilyWatch<C> implements DatabaseMonitor, Owned {
    private final LocalPort port;
    private final boolean endsPort;
    private final String family;
    private final Function<DatabaseChange<@Nullable Object>, @Nullable C> read;
    private final Consumer<? super C> callback;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile NodeDatabase.@Nullable Subscription subscription; // written by who starts it

    private FamilyWatch(
            LocalPort port,
            boolean endsPort,
            String family,
            Function<DatabaseChange<@Nullable Object>, @Nullable C> read,
            Consumer<? super C> callback) {
        this.port = port;
        this.endsPort = endsPort;
        this.family = family;
        this.read = read;
        this.callback = callback;
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
        watch.subscription = kernel.nodeDatabase().subscribe(family, watch::told);
        watch.endIfOver();
        return watch;
    }

    private void told(DatabaseChange<@Nullable Object> change) {
        port.push(new ControlEntry() {
            @Override
            protected void run(LocalPort self) {
                C content = over.get() ? null : read.apply(change);
                if (content != null) {
                    callback.accept(content);
                }
            }
        });
    }

    @Override
    public String family() {
        return family;
    }

    @Override
    public boolean cancel() {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        port.disown(this);
        endIfOver();
        if (endsPort) {
            port.end(KillReason.normal(), null);
        }
        return true;
    }

    @Override
    public void release() {
        over.set(true);
        endIfOver();
    }

    /** Whoever starts it and whoever ends it both come here, so that one of them finds both. */
    private void endIfOver() {
        NodeDatabase.Subscription started = subscription;
        if (over.get() && started != null) {
            started.end();
        }
    }

    @Override
    public String toString() {
        return "watch on family " + family;
    }
}
