package io.loommp.net.transport;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all links together keep of packets that have begun and are not complete. Each packet has its bound; but whoever has the
 * secret may bring many links into being, each under another id, and complete nothing on any of them.
 *
 * <p><b>Threads:</b> any. <b>Limits:</b> so many bytes as are given. Beyond that the link is lost whose packet has been under
 * way for the longest time.
 */
final class Unfinished {
    private final long bytesMax;

    private final Map<TcpLink, Integer> kept = new LinkedHashMap<>(); // the one first whose packet began first
    private long bytes; // of all of them; both under the monitor of this

    Unfinished(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** A link keeps so much of a packet now; nothing, if that is complete, or the link is lost. */
    void keeps(TcpLink link, int bytesNow) {
        for (TcpLink stale : count(link, bytesNow)) {
            stale.close(TcpLink.OVERLOADED);
        }
    }

    private synchronized List<TcpLink> count(TcpLink link, int bytesNow) {
        Integer before = bytesNow == 0 ? kept.remove(link) : kept.put(link, bytesNow);
        bytes += bytesNow - (before == null ? 0 : before);
        List<TcpLink> stale = new ArrayList<>(0);
        Iterator<Map.Entry<TcpLink, Integer>> oldestFirst = kept.entrySet().iterator();
        while (bytes > bytesMax && oldestFirst.hasNext()) {
            Map.Entry<TcpLink, Integer> oldest = oldestFirst.next();
            stale.add(oldest.getKey());
            bytes -= oldest.getValue(); // it counts no longer, as it goes
            oldestFirst.remove();
        }
        return stale;
    }
}
