package io.loommp.benchmarks.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a node occupies with many idle connections of nodes that have proven the secret: {@code IdleConnections [5000] [seconds]
 * [heap]}. They are open for so many seconds, and answer when they are asked whether they are alive.
 */
public final class IdleConnections {
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final byte[] ALIVE = "[]".getBytes(StandardCharsets.US_ASCII);

    private IdleConnections() {}

    /** See the class. */
    public static void main(String[] args) throws IOException {
        int count = args.length > 0 ? Integer.parseInt(args[0]) : 5000;
        String seconds = args.length > 1 ? args[1] : "40";
        String heap = args.length > 2 ? args[2] : "512m";
        try (Side server = new Side(Side.java(heap, LoomSide.class, List.of("server", "json")), LIMIT);
                Selector selector = Selector.open()) {
            String address = server.await("address");
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            ServerFigures before = ServerFigures.withLinks(server, 0);
            System.out.println("before: " + before);
            long begun = System.nanoTime();
            for (int i = 0; i < count; i++) {
                SocketChannel channel = RawNode.connect(port, "idle" + i, "json", null);
                channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
            }
            ServerFigures with = ServerFigures.withLinks(server, count);
            System.out.printf(Locale.ROOT, "connected in %.1f s%n", (System.nanoTime() - begun) / 1e9);
            System.out.println("with:   " + with);
            answer(selector, Work.nanos(seconds));
            ServerFigures later = ServerFigures.withLinks(server, count);
            System.out.println("later:  " + later);
            System.out.printf(
                    Locale.ROOT,
                    "a connection: %,d bytes of heap, %,d resident%n",
                    (later.heapBytes() - before.heapBytes()) / count,
                    (later.residentBytes() - before.residentBytes()) / count);
        }
    }

    /** Says something whenever it is asked something. */
    private static void answer(Selector selector, long nanos) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(4096);
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                SocketChannel channel = (SocketChannel) key.channel();
                if (channel.read(in.clear()) < 0) {
                    throw new IOException("the server has closed an idle connection");
                }
                channel.write(ByteBuffer.wrap(ALIVE));
            }
            selector.selectedKeys().clear();
        }
    }
}
