package io.loommp.net.transport;

import io.loommp.manage.RateLimit;
import io.loommp.net.io.Acceptor;
import io.loommp.net.io.Connection;
import io.loommp.net.io.Loop;
import io.loommp.spi.ConfinedTo;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts the connections of one listening socket, a few in each turn, so that those that are there are served meanwhile. */
@ConfinedTo("home")
final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");
    private static final int ACCEPTED_PER_TURN = 16;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Loop home;
    private final Lobby lobby;
    private final Acceptor acceptor;
    private final RateLimit lines;

    Listener(Loop home, Lobby lobby, Acceptor acceptor) throws IOException {
        this.home = home;
        this.lobby = lobby;
        this.acceptor = acceptor;
        this.lines = new RateLimit(1, home::nanoTime);
        acceptor.enter(home, this::ready);
        lines.run(this, more -> {}); // when files run out, what would have to be loaded then cannot be
    }

    private void ready() {
        try {
            for (int i = 0; i < ACCEPTED_PER_TURN; i++) {
                Connection accepted = acceptor.accept();
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

    private void takeIn(Connection accepted) {
        try {
            lobby.accept(accepted);
        } catch (Throwable t) {
            LOG.error("a new connection failed; it is closed", t);
            accepted.close();
        }
    }

    private void pause() {
        acceptor.want(false);
        home.after(PAUSE, () -> acceptor.want(true));
    }

    void close() {
        acceptor.close();
    }
}
