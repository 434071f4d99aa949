package io.loommp.net.transport;

import io.loommp.manage.RateLimit;
import io.loommp.spi.ConfinedTo;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts the connections of one listening socket, a few in each turn, so that those that are there are served meanwhile. */
@ConfinedTo("home")
final class Listener implements SelectorLoop.Client {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");
    private static final int ACCEPTED_PER_TURN = 16;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final SelectorLoop home;
    private final Lobby lobby;
    private final ServerSocketChannel channel;
    private final RateLimit lines;
    private final SelectionKey key;

    Listener(SelectorLoop home, Lobby lobby, ServerSocketChannel channel) throws IOException {
        this.home = home;
        this.lobby = lobby;
        this.channel = channel;
        this.lines = new RateLimit(1, home::nanoTime);
        this.key = home.register(channel, SelectionKey.OP_ACCEPT, this);
        lines.run(this, more -> {}); // when files run out, what would have to be loaded then cannot be
    }

    @Override
    public void ready() {
        try {
            for (int i = 0; i < ACCEPTED_PER_TURN; i++) {
                SocketChannel accepted = channel.accept();
                if (accepted == null) {
                    return;
                }
                takeIn(accepted);
            }
        } catch (Throwable t) { // too many open files, most likely; without a pause this would be tried without end
            pause();
            report(t);
        }
    }

    private void report(Throwable failure) {
        lines.run(failure.getClass(), more -> LOG.warn("cannot accept connections: {}{}", Sockets.text(failure), more));
    }

    private void takeIn(SocketChannel accepted) {
        try {
            lobby.accept(accepted);
        } catch (Throwable t) {
            LOG.error("a new connection failed; it is closed", t);
            SelectorLoop.close(accepted);
        }
    }

    private void pause() {
        if (key.isValid()) {
            key.interestOps(0);
            home.after(PAUSE, () -> {
                if (key.isValid()) {
                    key.interestOps(SelectionKey.OP_ACCEPT);
                }
            });
        }
    }

    void close() {
        SelectorLoop.close(channel);
    }
}
