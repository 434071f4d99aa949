package io.loommp.net.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What all links together keep of packets that have begun and are not complete. Each packet has its bound; but whoever has the
 * secret may bring many links into being, each under another id, and complete nothing on any of them.
 *
 * <p><b>Threads:</b> any. <b>Limits:</b> so many bytes as are given. Beyond that the links are lost whose packets have been
 * under way for longer than is patience for; beyond twice that, those whose packets have been for the longest time. A link that
 * is not read just now is not at fault, and goes last.
 */
final class Unfinished {
    /** Where a packet may come from. */
    interface Source {
        /** Whether it is not read just now, so that nothing can become complete. */
        boolean isPaused();

        /** Ends it. */
        void close(String why);
    }

    private record Begun(int bytes, long sinceNanos) {}

    private final long bytesMax;
    private final long patienceNanos;
    private final LongSupplier nanoTime;

    private final Map<Source, Begun> kept = new LinkedHashMap<>(); // the one first whose packet began first
    private long bytes; // of all of them; both under the monitor of this

    Unfinished(long bytesMax, Duration patience, LongSupplier nanoTime) {
        this.bytesMax = bytesMax;
        this.patienceNanos = patience.toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * So much is kept of a packet now; nothing, if that is complete, or its source is lost. Between two packets it must be
     * nothing, or both count as one.
     */
    void keeps(Source source, int bytesNow) {
        for (Source stale : count(source, bytesNow)) {
            stale.close(TcpLink.OVERLOADED);
        }
    }

    private synchronized List<Source> count(Source source, int bytesNow) {
        long now = nanoTime.getAsLong();
        Begun before = kept.get(source);
        bytes += bytesNow - (before == null ? 0 : before.bytes);
        if (bytesNow == 0) {
            kept.remove(source);
        } else {
            kept.put(source, new Begun(bytesNow, before == null ? now : before.sinceNanos));
        }
        List<Source> stale = new ArrayList<>(0);
        take(stale, bytesMax, now - patienceNanos, false);
        take(stale, 2 * bytesMax, now, false);
        take(stale, 2 * bytesMax, now, true);
        return stale;
    }

    /** Takes the oldest, until no more than so much is left. */
    private void take(List<Source> stale, long bytesLeft, long youngestNanos, boolean pausedToo) {
        Iterator<Map.Entry<Source, Begun>> oldestFirst = kept.entrySet().iterator();
        while (bytes > bytesLeft && oldestFirst.hasNext()) {
            Map.Entry<Source, Begun> oldest = oldestFirst.next();
            if (oldest.getValue().sinceNanos - youngestNanos > 0) {
                return; // nor are the others older
            }
            if (pausedToo || !oldest.getKey().isPaused()) {
                stale.add(oldest.getKey());
                bytes -= oldest.getValue().bytes; // it counts no longer, as it goes
                oldestFirst.remove();
            }
        }
    }
}
