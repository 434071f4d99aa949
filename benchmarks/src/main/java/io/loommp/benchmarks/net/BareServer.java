package io.loommp.benchmarks.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The least that serves: one selector thread, messages of one size. A message is an octet that says what it is, and 100 octets
 * of payload. Data are counted, an echo is sent back, a question is answered by how many data came.
 */
final class BareServer {
    static final int MESSAGE_BYTES = 101;
    static final byte DATA = 'd';
    static final byte ECHO = 'e';
    static final byte COUNT = 'c';

    private static final int BACKLOG = 2000;
    private static final int BUFFER_BYTES = MESSAGE_BYTES * 648;

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);

    private BareServer() throws IOException {
        selector = Selector.open();
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listener.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Lives until its standard input ends. */
    public static void main(String[] args) throws IOException {
        BareServer server = new BareServer();
        System.out.println("address=127.0.0.1:" + server.listener.socket().getLocalPort());
        Thread.ofPlatform().daemon().start(server::run);
        while (System.in.read() >= 0) {
            // until whoever started this has gone
        }
    }

    private static final class Client {
        final SocketChannel channel;
        final ByteBuffer rest = ByteBuffer.allocate(MESSAGE_BYTES); // of a message that has come in part
        ByteBuffer out = ByteBuffer.allocate(2 * BUFFER_BYTES);
        long count;

        Client(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private void run() {
        try {
            while (true) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.attachment() instanceof Client client) {
                        serve(key, client);
                    } else {
                        accept();
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void accept() throws IOException {
        for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false).register(selector, SelectionKey.OP_READ, new Client(channel));
        }
    }

    private void serve(SelectionKey key, Client client) {
        try {
            if (client.out.position() == 0) {
                read(client);
            }
            client.out.flip();
            client.channel.write(client.out);
            client.out.compact();
            key.interestOps(client.out.position() == 0 ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
        } catch (IOException e) {
            key.cancel();
        }
    }

    private void read(Client client) throws IOException {
        in.clear().put(client.rest.flip());
        client.rest.clear();
        int count = client.channel.read(in);
        if (count < 0) {
            client.channel.close();
            throw new IOException("end of file");
        }
        in.flip();
        while (in.remaining() >= MESSAGE_BYTES) {
            byte[] message = new byte[MESSAGE_BYTES];
            in.get(message);
            switch (message[0]) {
                case DATA -> client.count++;
                case ECHO -> client.out.put(message);
                default -> {
                    client.out.put(COUNT).putLong(client.count).put(new byte[MESSAGE_BYTES - 1 - Long.BYTES]);
                    client.count = 0;
                }
            }
        }
        client.rest.put(in);
    }
}
