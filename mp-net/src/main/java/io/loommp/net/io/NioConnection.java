package io.loommp.net.io;

import io.loommp.spi.ConfinedTo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A connection over TCP. */
@ConfinedTo("the loop that it is in")
final class NioConnection implements Connection, NioLoop.Member {
    private final SocketChannel channel;
    private @Nullable SelectionKey key;
    private @Nullable Client client;

    NioConnection(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public InetSocketAddress remote() throws IOException {
        if (channel.getRemoteAddress() instanceof InetSocketAddress address) {
            return address;
        }
        throw new IOException("not connected");
    }

    @Override
    public void enter(Loop loop, Client newClient) throws IOException {
        if (client == null) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }
        client = newClient;
        key = ((NioLoop) loop).register(channel, SelectionKey.OP_READ, this);
    }

    @Override
    public void leave() {
        if (key != null) {
            key.cancel();
        }
    }

    @Override
    public void ready(int ops) {
        if (client != null) {
            client.ready((ops & SelectionKey.OP_READ) != 0, (ops & SelectionKey.OP_WRITE) != 0);
        }
    }

    @Override
    public void want(boolean reading, boolean writing) {
        if (key != null && key.isValid()) {
            key.interestOps((reading ? SelectionKey.OP_READ : 0) | (writing ? SelectionKey.OP_WRITE : 0));
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return channel.write(from);
    }

    @Override
    public boolean isWritableFromAnywhere() {
        return true; // it is not blocking: no interrupt of who writes closes it
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() {
        NioLoop.close(channel);
    }
}
