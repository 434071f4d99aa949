package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.NodeChange;
import io.loommp.Subscription;
import io.loommp.manage.Event;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A port's wish to be told of nodes that come and go. Each change is an entry of the port's own sequence. */
abstract class NodeWatch implements Subscription, Owned {
    final LocalPort watcher;
    private final AtomicBoolean over = new AtomicBoolean();

    NodeWatch(LocalPort watcher) {
        this.watcher = watcher;
    }

    /** The entry that tells of a change. */
    abstract Entry entry(NodeChange change);

    /** Begins to tell; of the nodes that are connected now as well. */
    final Subscription start() {
        NodeWatches all = watcher.kernel().nodeWatches();
        all.add(this);
        if (!watcher.own(this)) {
            all.remove(this);
            cancel();
            watcher.checkLive();
        }
        return this;
    }

    final void tell(NodeChange change) {
        if (!over.get()) {
            told(change, watcher.push(entry(change)));
        }
    }

    /** The entry has been put into the watcher's sequence, or refused. */
    void told(NodeChange change, boolean taken) {}

    final boolean isOver() {
        return over.get();
    }

    @Override
    public boolean cancel() {
        boolean first = over.compareAndSet(false, true);
        if (first) {
            watcher.disown(this);
            watcher.kernel().nodeWatches().remove(this);
            cancelled();
        }
        return first;
    }

    @Override
    public void release() {
        over.set(true);
        watcher.kernel().nodeWatches().remove(this);
    }

    /** Told once when it has been cancelled. */
    void cancelled() {}

    /** Runs a callback in the watcher's context. */
    static final class Callback extends NodeWatch {
        private final Consumer<? super NodeChange> callback;
        private final boolean endsWatcher;

        /** With {@code endsWatcher} the watcher is a port made for this callback alone. */
        Callback(LocalPort watcher, Consumer<? super NodeChange> callback, boolean endsWatcher) {
            super(watcher);
            this.callback = callback;
            this.endsWatcher = endsWatcher;
        }

        @Override
        Entry entry(NodeChange change) {
            return new ControlEntry() {
                @Override
                protected void run(LocalPort port) {
                    if (!isOver()) {
                        callback.accept(change);
                    }
                }
            };
        }

        @Override
        void cancelled() {
            if (endsWatcher) {
                watcher.end(KillReason.normal(), null);
            }
        }
    }

    /** Puts a message into the watcher's sequence. */
    static final class Notice extends NodeWatch {
        private final Function<? super NodeChange, ?> notice;

        Notice(LocalPort watcher, Function<? super NodeChange, ?> notice) {
            super(watcher);
            this.notice = notice;
        }

        @Override
        Entry entry(NodeChange change) {
            return new NoticeEntry(change);
        }

        @Override
        void told(NodeChange change, boolean taken) {
            if (taken && watcher.kernel().events().wants(Event.Kind.RECEIVED)) {
                watcher.kernel().traffic().noticed(watcher, change);
            }
        }

        private final class NoticeEntry extends LateEntry {
            private final NodeChange change;

            NoticeEntry(NodeChange change) {
                super(watcher);
                this.change = change;
            }

            @Override
            @Nullable
            Object make() {
                return notice.apply(change);
            }

            @Override
            public boolean take() {
                return !isOver();
            }

            @Override
            public boolean isWithdrawn() {
                return isOver();
            }
        }
    }
}
