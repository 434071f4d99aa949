package io.loommp.kernel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.KillReason;
import java.lang.ref.WeakReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How ports ended that were spawned by name, for a while: a monitor that is set right behind the spawn may come when the
 * function has failed already, and is to tell how.
 *
 * <p><b>Threads:</b> any. <b>Limits:</b> 10 s, and the last 1,000.
 */
final class Departed {
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MAX = 1000;

    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private final Map<String, End> ends = new LinkedHashMap<>();

    /** Weakly: a port is held by its code while that runs. */
    private record End(KillReason reason, WeakReference<LocalPort> port, long at) {}

    Departed(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A port has ended. */
    synchronized void add(String name, LocalPort port, KillReason reason) {
        ends.put(name, new End(reason, new WeakReference<>(port), nanoTime.getAsLong()));
        dropOld();
    }

    /** The port that had this name; null if that is not known any more, and when nothing of it can run any more. */
    synchronized @Nullable LocalPort port(String name) {
        dropOld();
        End end = ends.get(name);
        return end == null ? null : end.port.get();
    }

    /** How the port of this name ended; null if that is not known any more, or never was. */
    synchronized @Nullable KillReason reason(String name) {
        dropOld();
        End end = ends.get(name);
        return end == null ? null : end.reason;
    }

    @GuardedBy("this")
    private void dropOld() {
        if (ends.isEmpty()) {
            return;
        }
        long now = nanoTime.getAsLong();
        int tooMany = ends.size() - MAX;
        Iterator<End> oldestFirst = ends.values().iterator();
        while (oldestFirst.hasNext()) {
            End oldest = oldestFirst.next();
            if (tooMany <= 0 && now - oldest.at < REMEMBERED_NANOS) {
                return;
            }
            oldestFirst.remove();
            tooMany--;
        }
    }
}
