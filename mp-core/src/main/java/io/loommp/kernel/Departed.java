package io.loommp.kernel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.KillReason;
import io.loommp.Message;
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
 * <p><b>Threads:</b> any. <b>Limits:</b> 10 s, the last 1,000, and 4 MiB of reasons, or one that is longer: anybody may kill for
 * a long one.
 */
final class Departed {
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MAX = 1000;
    private static final long REASON_BYTES_MAX = 4 << 20;
    private static final WeakReference<LocalPort> NEVER = noPort();

    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private final Map<String, End> ends = new LinkedHashMap<>();

    @GuardedBy("this")
    private long reasonBytes;

    /** Weakly: a port is held by its code while that runs. */
    private record End(KillReason reason, long reasonBytes, WeakReference<LocalPort> port, long at) {}

    Departed(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @SuppressWarnings("NullAway") // a reference may be to nothing
    private static WeakReference<LocalPort> noPort() {
        return new WeakReference<>(null);
    }

    /** A port has ended. */
    void add(String name, LocalPort port, KillReason reason) {
        add(name, reason, new WeakReference<>(port));
    }

    /** There was to be a port, and there is none. */
    void add(String name, KillReason reason) {
        add(name, reason, NEVER);
    }

    private void add(String name, KillReason reason, WeakReference<LocalPort> port) {
        add(name, reason, Message.fromList(reason.toList()).estimatedBytes(), port); // looks at all of a long one
    }

    private synchronized void add(String name, KillReason reason, long bytes, WeakReference<LocalPort> port) {
        End before = ends.put(name, new End(reason, bytes, port, nanoTime.getAsLong()));
        reasonBytes += bytes - (before == null ? 0 : before.reasonBytes);
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
            boolean tooLong = reasonBytes > REASON_BYTES_MAX && oldestFirst.hasNext();
            if (tooMany <= 0 && !tooLong && now - oldest.at < REMEMBERED_NANOS) {
                return;
            }
            oldestFirst.remove();
            reasonBytes -= oldest.reasonBytes;
            tooMany--;
        }
    }
}
