package io.loommp.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between two nodes on one host and passes octets on, until it is told to break what it carries. Its threads are
 * those of the platform: ports that are busy shall not hold it up.
 */
public final class BreakableProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Begins to listen, for connections to a port of this host. */
    public BreakableProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::accept);
    }

    /** Where to dial it. */
    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                connect(listener.accept());
            }
        } catch (IOException e) {
            breakAll(); // closed
        }
    }

    private void connect(Socket from) throws IOException {
        open.add(from);
        try {
            Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(to);
            Thread.ofPlatform().daemon().start(() -> pass(from, to));
            Thread.ofPlatform().daemon().start(() -> pass(to, from));
        } catch (ConnectException e) {
            from.close(); // nobody is there at the moment
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            open.remove(from); // it was broken
        }
    }

    /** Breaks all connections; others may be opened. */
    public void breakAll() {
        for (Socket socket : List.copyOf(open)) {
            try {
                socket.setSoLinger(true, 0); // a reset
                socket.close();
            } catch (IOException e) {
                open.remove(socket); // it is broken already
            }
        }
        open.removeIf(Socket::isClosed);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        breakAll();
    }
}
