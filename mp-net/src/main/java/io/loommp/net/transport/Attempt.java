package io.loommp.net.transport;

import io.loommp.Timer;
import io.loommp.net.io.Connection;
import io.loommp.net.io.Loop;
import io.loommp.spi.ConfinedTo;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to reach somebody who may be at several addresses. They are tried one after the other: the next one when an
 * interval has passed, or all before it have failed. None is given up because another has begun.
 *
 * <p>It is over when the last has come to its end, good or bad, or when it is cancelled.
 */
@ConfinedTo("home")
final class Attempt {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private final Loop home;
    private final Lobby lobby;
    private final Goal goal;
    private final Duration interval;
    private final Duration patience;
    private final Queue<InetSocketAddress> addresses = new ArrayDeque<>();
    private final List<Dial> dials = new ArrayList<>();
    private @Nullable Timer next;
    private String failure = "no known address";
    private boolean over;

    /** Whom an attempt is for. */
    interface Goal {
        /**
         * Who answers has said who it is; nothing proves it.
         *
         * @return whether it may be the one that is wanted
         */
        boolean met(String node);

        /** Who answers has proven who it is. */
        void proven(String node);

        /** Who answers is this very node: what was said here has come in there. */
        void metItself();

        /** All has come to its end; what happened to the last that failed. */
        void over(String failure);
    }

    /**
     * @param interval after which the next address is tried; zero tries them all at once
     * @param patience how long an address gets to accept a connection
     */
    Attempt(Loop home, Lobby lobby, Goal goal, Duration interval, Duration patience) {
        this.home = home;
        this.lobby = lobby;
        this.goal = goal;
        this.interval = interval;
        this.patience = patience;
    }

    /** Begins; the goal may be told that it is over before this returns. */
    void begin(List<InetSocketAddress> all) {
        addresses.addAll(all);
        do {
            dialNext();
        } while (interval.isZero() && !addresses.isEmpty());
        endIfDone();
    }

    private void dialNext() {
        cancelTimer();
        InetSocketAddress address = addresses.poll();
        if (over || address == null) {
            return;
        }
        Dial dial = new Dial();
        dials.add(dial);
        dial.connect(address);
        if (!addresses.isEmpty() && next == null) {
            next = home.after(interval, this::dialNext);
        }
    }

    private void endIfDone() {
        if (!over && dials.isEmpty() && addresses.isEmpty()) {
            over = true;
            cancelTimer();
            goal.over(failure);
        }
    }

    /** Gives up what is under way; the goal is not told. */
    void cancel() {
        if (!over) {
            over = true;
            cancelTimer();
            addresses.clear();
            List.copyOf(dials).forEach(Dial::cancel);
        }
    }

    private void cancelTimer() {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    /** One address of an attempt. */
    @ConfinedTo("home")
    final class Dial {
        private Loop.@Nullable Connecting connecting;
        private @Nullable Timer timeout;
        private @Nullable Stranger stranger;

        private void connect(InetSocketAddress address) {
            LOG.trace("connecting to {}", address);
            try {
                connecting = home.connect(address, this::connected, t -> failed(Sockets.text(t)));
                timeout = home.after(patience, () -> timedOut());
            } catch (Throwable t) { // some addresses are refused by unchecked exceptions
                failed(Sockets.text(t));
            }
        }

        private void connected(Connection connection) {
            stopConnecting();
            try {
                if (over) {
                    connection.close();
                } else {
                    stranger = lobby.dialled(connection, this);
                }
            } catch (Throwable t) {
                connection.close();
                failed(Sockets.text(t));
            }
        }

        private void timedOut() {
            Loop.Connecting late = connecting;
            if (late != null) { // or else it was connected just before
                late.cancel();
                failed("connect timeout");
            }
        }

        private void stopConnecting() {
            connecting = null;
            if (timeout != null) {
                timeout.cancel();
                timeout = null;
            }
        }

        private void cancel() {
            Loop.Connecting begun = connecting;
            stopConnecting();
            if (begun != null) {
                begun.cancel();
            }
            if (stranger != null) {
                stranger.leave("it is not needed any more", false);
            }
        }

        /** Who answers has said who it is; false if nobody else is wanted. */
        boolean met(String node) {
            return goal.met(node);
        }

        /** Who answers has proven who it is. */
        void proven(String node) {
            goal.proven(node);
        }

        /** Who answers is this very node. */
        void metItself() {
            goal.metItself();
        }

        /** It has come to nothing. */
        void failed(String why) {
            failure = why;
            over();
        }

        /** It has come to its end, good or bad. */
        void over() {
            stopConnecting();
            stranger = null;
            if (dials.remove(this) && !over) {
                if (dials.isEmpty()) {
                    dialNext();
                }
                endIfDone();
            }
        }
    }
}
