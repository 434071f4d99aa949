package io.loommp.net.io;

import io.loommp.spi.ConfinedTo;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A listening socket. */
@ConfinedTo("the loop that it is in")
final class NioAcceptor implements Acceptor, NioLoop.Member {
    private static final int BACKLOG = 1024;

    private final ServerSocketChannel channel;
    private @Nullable SelectionKey key;
    private @Nullable Runnable client;

    private NioAcceptor(ServerSocketChannel channel) {
        this.channel = channel;
    }

    static NioAcceptor listen(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(family(address));
        try {
            channel.configureBlocking(false);
            channel.bind(address, BACKLOG);
            return new NioAcceptor(channel);
        } catch (Throwable t) {
            NioLoop.close(channel);
            throw t;
        }
    }

    /* IPv4 or IPv6; a socket for both would give itself an IPv6 address when it is bound to one of IPv4. */
    private static ProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
    }

    @Override
    public InetSocketAddress local() throws IOException {
        if (channel.getLocalAddress() instanceof InetSocketAddress address) {
            return address;
        }
        throw new IOException("not bound");
    }

    @Override
    public void enter(Loop loop, Runnable ready) throws IOException {
        client = ready;
        key = ((NioLoop) loop).register(channel, SelectionKey.OP_ACCEPT, this);
    }

    @Override
    public void ready(int ops) {
        if (client != null) {
            client.run();
        }
    }

    @Override
    public @Nullable Connection accept() throws IOException {
        SocketChannel accepted = channel.accept();
        return accepted == null ? null : new NioConnection(accepted);
    }

    @Override
    public void want(boolean accepting) {
        if (key != null && key.isValid()) {
            key.interestOps(accepting ? SelectionKey.OP_ACCEPT : 0);
        }
    }

    @Override
    public void close() {
        NioLoop.close(channel);
    }
}
