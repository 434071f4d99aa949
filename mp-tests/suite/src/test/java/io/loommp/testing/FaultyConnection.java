package io.loommp.testing;

import io.loommp.testing.FaultProxy.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection through a {@link FaultProxy}: two sockets, and a way for octets in each direction. */
final class FaultyConnection {
    private final FaultProxy proxy;
    private final Socket from;
    private final Socket to = new Socket();
    private final int target;
    private final AtomicInteger ways = new AtomicInteger(Direction.values().length);

    FaultyConnection(FaultProxy proxy, Socket from, int target) {
        this.proxy = proxy;
        this.from = from;
        this.target = target;
    }

    void start() {
        Thread.ofPlatform().daemon().name("proxy connects").start(this::connect);
    }

    private void connect() {
        try {
            to.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            from.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            new FaultyWay(proxy, this, Direction.FORTH, from, to).start();
            new FaultyWay(proxy, this, Direction.BACK, to, from).start();
        } catch (IOException e) {
            reset(); // nobody listens there, or it was broken meanwhile
        }
    }

    /** Both sides hear that it is broken. */
    void reset() {
        abort(from);
        abort(to);
        proxy.closed(this);
    }

    private static void abort(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // it is closed already, or its other side has reset it
        }
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket that cannot be closed", e);
        }
    }

    /** One way has come to its end, which was passed on. */
    void ended() {
        if (ways.decrementAndGet() == 0) {
            close(from);
            close(to);
            proxy.closed(this);
        }
    }

    boolean isClosed() {
        return from.isClosed();
    }

    @Override
    public String toString() {
        return from.getRemoteSocketAddress() + " to " + target;
    }
}
