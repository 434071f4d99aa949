package io.loommp.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/* Ports of TCP for listeners that come later. */
final class Ports {
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /**
     * A port that nobody listens on, for a listener that comes later; never the same again. Not one that the system gives
     * to connections: while others dial it, their own end may be given just that one.
     */
    static int free() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_768);
            if (!GIVEN.add(port)) {
                continue;
            }
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // somebody has it; there are many
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
