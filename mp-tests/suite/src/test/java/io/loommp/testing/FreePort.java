package io.loommp.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Numbers of ports that will be listened to later. */
public final class FreePort {
    private static final int FIRST = 10_000;
    private static final int END = 32_768; // from here on the system takes those of outgoing connections

    private FreePort() {}

    /** The address of a port of this host that nobody listens to now. */
    public static String address() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return "127.0.0.1:" + free.getLocalPort();
            } catch (BindException e) {
                // somebody has it; there are many
            }
        }
    }
}
