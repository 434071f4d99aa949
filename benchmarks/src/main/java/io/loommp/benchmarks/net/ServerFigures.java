package io.loommp.benchmarks.net;

import io.loommp.Node;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a server has at a moment, as it tells it, after it has collected its garbage.
 *
 * @param links nodes that are connected
 * @param peers nodes that it has to do with
 * @param heapBytes what is used of its heap
 * @param threads threads of the system that it has
 * @param descriptors files and sockets that it has open, if the system can tell
 * @param residentBytes the memory that it occupies, if the system can tell
 */
record ServerFigures(int links, int peers, long heapBytes, int threads, long descriptors, long residentBytes) {
    private static final int COLLECTIONS = 3;
    private static final long KIB = 1024;

    /** Tells what there is now. */
    static void tell(Node node) throws IOException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        System.out.printf(
                "figures=%d %d %d %d %d %d%n",
                node.statistics().links(), node.statistics().peers(), heap, threads, countDescriptors(), resident());
    }

    private static long countDescriptors() throws IOException {
        Path all = Path.of("/proc/self/fd");
        if (!Files.isDirectory(all)) {
            return -1;
        }
        try (Stream<Path> files = Files.list(all)) {
            return files.count() - 1; // the listing itself has one
        }
    }

    private static long resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return -1;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                .sum();
    }

    /** Asks a server. */
    static ServerFigures of(Side server) throws IOException {
        server.tell("figures");
        String[] words = server.await("figures").split(" ", -1);
        return new ServerFigures(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                Long.parseLong(words[2]),
                Integer.parseInt(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]));
    }

    /** Asks a server until it has so many links. */
    static ServerFigures withLinks(Side server, int links) throws IOException {
        ServerFigures figures = of(server);
        while (figures.links != links) {
            figures = of(server);
        }
        return figures;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d links, %,d peers, heap %,.1f MiB, resident %,.1f MiB, %d threads, %d descriptors",
                links,
                peers,
                heapBytes / (double) (KIB * KIB),
                residentBytes / (double) (KIB * KIB),
                threads,
                descriptors);
    }
}
