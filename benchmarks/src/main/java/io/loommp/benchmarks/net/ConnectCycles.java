package io.loommp.benchmarks.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What is left in a node when other nodes have connected, proven the secret and gone, many times: {@code ConnectCycles [100000]
 * [threads]}. No two have the same id. Each goes with a reset, from one of many addresses, so that the system does not run out
 * of ports. A tenth of them comes before the first look, so that what is made once is there. It ends with 1 if in the end there
 * are 6 more descriptors, 3 more threads, 2 MiB more of heap, or any node is known.
 */
public final class ConnectCycles {
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final int ADDRESSES = 200;
    private static final int LOOKS = 4;
    private static final int DESCRIPTORS_MORE = 5;
    private static final int THREADS_MORE = 2;
    private static final long HEAP_BYTES_MORE = 2 * 1024 * 1024;

    private ConnectCycles() {}

    /** See the class. */
    public static void main(String[] args) throws Exception {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int threads = args.length > 1 ? Integer.parseInt(args[1]) : 2;
        boolean ok;
        try (Side server = new Side(Side.java("256m", LoomSide.class, List.of("server", "json")), LIMIT);
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            String address = server.await("address");
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            cycles(pool, threads, port, 0, count / 10);
            ServerFigures before = ServerFigures.withLinks(server, 0);
            ServerFigures after = before;
            System.out.println("before: " + before);
            for (int look = 0; look < LOOKS; look++) {
                long begun = System.nanoTime();
                int each = count / LOOKS;
                cycles(pool, threads, port, count / 10 + look * each, each);
                double seconds = (System.nanoTime() - begun) / 1e9;
                System.out.printf(Locale.ROOT, "%,d cycles in %.1f s: %,.0f/s%n", each, seconds, each / seconds);
                after = ServerFigures.withLinks(server, 0);
                System.out.println("after:  " + after);
            }
            boolean same = after.peers() == 0
                    && after.descriptors() - before.descriptors() <= DESCRIPTORS_MORE
                    && after.threads() - before.threads() <= THREADS_MORE
                    && after.heapBytes() - before.heapBytes() <= HEAP_BYTES_MORE;
            System.out.println(same ? "it is as it was" : "something is left");
            ok = same;
        }
        System.exit(ok ? 0 : 1);
    }

    private static void cycles(ExecutorService pool, int threads, int port, int from, int count)
            throws InterruptedException, ExecutionException {
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int first = from + thread;
            all.add(pool.submit(() -> {
                for (int i = first; i < from + count; i += threads) {
                    cycle(port, i);
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
    }

    private static void cycle(int port, int number) throws IOException {
        InetAddress from = InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (1 + number % ADDRESSES)});
        try (SocketChannel channel = RawNode.connect(port, "cycle" + number, "json", from)) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
    }
}
