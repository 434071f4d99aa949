package io.loommp.benchmarks.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Many connections to one server, each with so many echoes in flight, on one selector thread: {@code KIND CONNECTIONS IN-FLIGHT
 * ADDRESS WARM-UP SECONDS}. The kind is {@code bare}, or a framing of LoomMP. The server does the same work in all cases that
 * are compared, and so does this.
 */
final class ManyClients {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Selector selector = Selector.open();
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private long echoes;

    private ManyClients() throws IOException {}

    private static final class Client {
        final SocketChannel channel;
        final byte[] request;
        final ByteBuffer out;

        Client(SocketChannel channel, byte[] request, int inFlight) {
            this.channel = channel;
            this.request = request;
            this.out = ByteBuffer.allocate(request.length * inFlight);
        }
    }

    /** See the class. */
    public static void main(String[] args) throws IOException {
        int inFlight = Integer.parseInt(args[2]);
        int port = Integer.parseInt(args[3].substring(args[3].lastIndexOf(':') + 1));
        ManyClients clients = new ManyClients();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            clients.add(client(args[0], port, i, inFlight), inFlight);
        }
        clients.run(Work.nanos(args[4]));
        long nanos = Work.nanos(args[5]);
        clients.echoes = 0;
        clients.run(nanos);
        Work.tellRate(clients.echoes, nanos);
        System.exit(0); // as it is, with echoes in flight
    }

    private static Client client(String kind, int port, int number, int inFlight) throws IOException {
        if (kind.equals("bare")) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            byte[] request = new byte[BareServer.MESSAGE_BYTES];
            request[0] = BareServer.ECHO;
            System.arraycopy(Work.payload(), 0, request, 1, request.length - 1);
            return new Client(channel, request, inFlight);
        }
        String id = "client" + number;
        SocketChannel channel = RawNode.connect(port, id, kind, null);
        return new Client(channel, RawNode.packet(kind, "echo", "echo", id + "#r", Work.PAYLOAD), inFlight);
    }

    private void add(Client client, int inFlight) throws IOException {
        for (int i = 0; i < inFlight; i++) {
            client.out.put(client.request);
        }
        SelectionKey key = client.channel.configureBlocking(false).register(selector, SelectionKey.OP_READ, client);
        write(key, client);
    }

    private void run(long nanos) throws IOException {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                Client client = (Client) key.attachment();
                if (key.isReadable()) {
                    read(client);
                }
                write(key, client);
            }
            selector.selectedKeys().clear();
        }
    }

    private void read(Client client) throws IOException {
        if (client.channel.read(in.clear()) < 0) {
            throw new IOException("closed by the server");
        }
        for (int i = 0; i < in.position(); i++) {
            if (in.get(i) == Work.MARK) {
                echoes++;
                client.out.put(client.request);
            }
        }
    }

    private static void write(SelectionKey key, Client client) throws IOException {
        client.channel.write(client.out.flip());
        client.out.compact();
        key.interestOps(
                client.out.position() == 0 ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }
}
