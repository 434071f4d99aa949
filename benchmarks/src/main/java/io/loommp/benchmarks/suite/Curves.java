package io.loommp.benchmarks.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Workloads over sizes, to see cliffs: one entrant for each point. They have no targets. */
final class Curves {
    private static final int[] SENDERS = {1, 2, 4, 8, 16, 64};
    private static final int[] WAITING = {1, 100, 10_000, 100_000, 1_000_000};
    private static final int[] MEMBERS = {10, 1_000, 100_000, 1_000_000};
    private static final int[] CONNECTIONS = {1, 10, 100, 1_000, 4_000};
    private static final int[] OCTETS = {10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000};
    private static final int[] CARRIERS = {1, 2};

    private Curves() {}

    /** Makes a workload; has a directory for what has to be compiled. */
    @FunctionalInterface
    interface Maker {
        Workload make(Entrants entrants, Path directory) throws IOException, InterruptedException;
    }

    /** By their ids. */
    static Map<String, Maker> all() {
        Map<String, Maker> all = new LinkedHashMap<>();
        all.put("S-senders", (entrants, directory) -> senders(entrants));
        all.put("S-depth", (entrants, directory) -> depth(entrants));
        all.put("S-ports", (entrants, directory) -> ports(entrants));
        all.put("S-carriers", (entrants, directory) -> carriers(entrants));
        all.put("S-connections", Curves::connections);
        all.put("S-octets", Curves::octets);
        return all;
    }

    private static String at(String curve, int x) {
        return new Point(curve, x).entrant();
    }

    private static Workload of(String id, String title, String unit, Entrants entrants) {
        return new Workload(id, title, List.of(Figure.rate(unit)), entrants.all(), entrants.missing(), List.of());
    }

    private static Workload senders(Entrants entrants) {
        for (int x : SENDERS) {
            entrants.own(at("LoomMP thread", x), "Streams.toThread:senders=" + x)
                    .own(at("LoomMP callback", x), "Streams.toCallback:senders=" + x)
                    .peer(at("JCTools queue + park", x), "fanIn", "ParkedQueue", Map.of("senders", x));
        }
        return of("S-senders", "many senders, one receiver", "messages/s", entrants);
    }

    private static Workload depth(Entrants entrants) {
        for (int x : WAITING) {
            entrants.own(at("LoomMP question and reply", x), "BacklogAsk.ofThread:waiting=" + x)
                    .own(at("LoomMP get by tag, from itself", x), "BacklogGet.sentToOneself:waiting=" + x);
        }
        return of("S-depth", "receives while so many unrelated messages wait", "operations/s", entrants);
    }

    private static Workload ports(Entrants entrants) {
        for (int x : MEMBERS) {
            entrants.own(at("LoomMP threads", x), "Ring.threads:members=" + x)
                    .own(at("LoomMP callbacks", x), "Ring.callbacks:members=" + x)
                    .peer(at("JCTools queue + park", x), "ring", "ParkedQueue", Map.of("members", x));
        }
        return of("S-ports", "one token around a ring of so many", "hops/s", entrants);
    }

    private static Workload carriers(Entrants entrants) {
        for (int x : CARRIERS) {
            List<String> carriers = Entrants.carriers(x);
            List<String> cores = List.of("-XX:ActiveProcessorCount=" + x);
            entrants.own(at("LoomMP threads, carriers", x), "PingPong.threads", carriers)
                    .own(at("LoomMP threads, cores", x), "PingPong.threads", cores)
                    .own(at("LoomMP callbacks, carriers", x), "PingPong.callbacks", carriers)
                    .own(at("LoomMP callbacks, cores", x), "PingPong.callbacks", cores);
        }
        return of("S-carriers", "there and back with so many carrier threads, or cores", "round trips/s", entrants);
    }

    private static Workload connections(Entrants entrants, Path directory) throws IOException, InterruptedException {
        for (int x : CONNECTIONS) {
            entrants.network("many-1", x, directory, name -> at(name, x));
        }
        return of("S-connections", "echoes over so many connections, 1 in flight on each", "echoes/s", entrants);
    }

    private static Workload octets(Entrants entrants, Path directory) throws IOException, InterruptedException {
        for (int x : OCTETS) {
            entrants.network("one-way:" + x, 1, directory, name -> at(name, x));
        }
        return of("S-octets", "messages of so many octets to another process", "messages/s", entrants);
    }
}
