package io.loommp.net.io;

import io.loommp.spi.ConfinedTo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** A connection over TCP that is on its way. */
@ConfinedTo("the loop that it is in")
final class NioConnecting implements Loop.Connecting, NioLoop.Member {
    private final SocketChannel channel;
    private final Consumer<Connection> connected;
    private final Consumer<Throwable> failed;
    private boolean over;

    private NioConnecting(SocketChannel channel, Consumer<Connection> connected, Consumer<Throwable> failed) {
        this.channel = channel;
        this.connected = connected;
        this.failed = failed;
    }

    static NioConnecting start(
            NioLoop loop, InetSocketAddress address, Consumer<Connection> connected, Consumer<Throwable> failed)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            NioConnecting connecting = new NioConnecting(channel, connected, failed);
            if (channel.connect(address)) {
                loop.execute(connecting::succeed);
            } else {
                loop.register(channel, SelectionKey.OP_CONNECT, connecting);
            }
            return connecting;
        } catch (Throwable t) { // some addresses are refused by unchecked exceptions
            NioLoop.close(channel);
            throw t;
        }
    }

    @Override
    public void ready(int ops) {
        boolean done;
        try {
            done = !over && channel.finishConnect();
        } catch (Throwable t) {
            cancel();
            failed.accept(t);
            return;
        }
        if (done) {
            succeed();
        }
    }

    private void succeed() {
        if (!over) {
            over = true;
            connected.accept(new NioConnection(channel));
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            NioLoop.close(channel);
        }
    }
}
