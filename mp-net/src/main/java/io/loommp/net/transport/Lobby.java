package io.loommp.net.transport;

import io.loommp.manage.RateLimit;
import io.loommp.net.handshake.Handshake;
import io.loommp.net.handshake.LocalNode;
import io.loommp.net.io.Connection;
import io.loommp.net.io.Loop;
import io.loommp.net.tls.TlsSessions;
import io.loommp.net.wire.ProtocolException;
import io.loommp.spi.ConfinedTo;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where connections are until their other side has proven the secret.
 *
 * <p><b>Limits:</b> of those that others opened there are only so many, in all and from one address. One more drops the
 * oldest that has said nothing, or, if all have spoken, the oldest.
 *
 * <p><b>Threads:</b> home, but for {@link #isExpecting}.
 */
final class Lobby {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");
    private static final int LINES_PER_SECOND = 10;
    private static final int DOUBLES_MAX = 256;

    private final TcpTransport transport;
    private final Loop home;
    private final LocalNode local;
    private final Limits limits;
    private final RandomGenerator nonces;
    private final RateLimit lines;

    /** Nodes that were met at seeds, or have proven who they are, and are yet to be linked; with how many connections. */
    private final Map<String, Integer> expected = new ConcurrentHashMap<>();

    @ConfinedTo("home")
    private final Set<Stranger> counted = new HashSet<>(); // in `expected`

    @ConfinedTo("home")
    private final Set<String> doubles =
            new HashSet<>(); // that have their line in the log, as some come again and again

    @ConfinedTo("home")
    private final Set<Stranger> accepted = new LinkedHashSet<>();

    @ConfinedTo("home")
    private final Set<Stranger> dialled = new LinkedHashSet<>();

    @ConfinedTo("home")
    private boolean closed;

    Lobby(TcpTransport transport, Loop home, LocalNode local, RandomGenerator nonces) {
        this.transport = transport;
        this.home = home;
        this.local = local;
        this.limits = transport.limits();
        this.nonces = nonces;
        this.lines = new RateLimit(LINES_PER_SECOND, home::nanoTime);
    }

    /** Takes in a connection that somebody opened. */
    void accept(Connection connection) {
        Stranger stranger = enter(connection, null, home.nanoTime());
        if (stranger != null) {
            accepted.add(stranger);
            stranger.greet();
            InetAddress source = stranger.address().getAddress();
            dropOneAbove(
                    limits.handshakingPerAddressMax(),
                    other -> other.address().getAddress().equals(source));
            dropOneAbove(limits.handshakingMax(), other -> true);
        }
    }

    private void dropOneAbove(int max, Predicate<Stranger> which) {
        List<Stranger> present = accepted.stream().filter(which).toList();
        if (present.size() > max) {
            present.subList(0, max).stream() // not the newest, which had no time yet to say anything
                    .filter(stranger -> !stranger.hasBeenHeard())
                    .findFirst()
                    .orElse(present.get(0))
                    .leave("there were too many", true);
        }
    }

    /** Takes in a connection that this node opened. */
    void dialled(Connection connection, Dialler.Attempt attempt) {
        Stranger stranger = enter(connection, attempt, attempt.beganNanos());
        if (stranger == null) {
            attempt.over();
        } else {
            dialled.add(stranger);
            stranger.greet();
        }
    }

    private @Nullable Stranger enter(Connection connection, Dialler.@Nullable Attempt attempt, long beganNanos) {
        try {
            if (!closed) {
                long deadline = beganNanos + limits.handshakeDeadline().toNanos();
                return new Stranger(this, home, connection, attempt, deadline);
            }
        } catch (IOException e) {
            LOG.debug("a connection ended before it was greeted", e);
        } catch (Throwable t) {
            LOG.error("a connection could not be greeted; it is closed", t);
        }
        connection.close();
        return null;
    }

    /** A handshake for a stranger. */
    Handshake handshake(Stranger stranger) {
        return new Handshake(local, stranger.addressText(), Handshake.newNonce(nonces), node -> met(stranger, node));
    }

    /** Begins encrypted connections, for those who have a certificate as well. */
    TlsSessions tls() {
        return Objects.requireNonNull(local.tls());
    }

    private boolean met(Stranger stranger, String node) {
        Dialler.Attempt attempt = stranger.attempt();
        if (attempt != null) {
            expect(stranger, node);
            attempt.met(node);
        }
        return transport.kernel().isLinked(node);
    }

    /* Not for what others opened and have not proven: or anybody could have messages to any node wait for nothing. */
    private void expect(Stranger stranger, String node) {
        if (counted.add(stranger)) {
            expected.merge(node, 1, Integer::sum);
        }
    }

    /** Whether a node is about to become ready, as far as is known; any thread. */
    boolean isExpecting(String node) {
        return expected.containsKey(node);
    }

    /** The other side has proven the secret. */
    void welcome(Stranger stranger) {
        accepted.remove(stranger);
        dialled.remove(stranger);
        String node = Objects.requireNonNull(stranger.node());
        expect(stranger, node);
        Dialler.Attempt attempt = stranger.attempt();
        if (attempt != null) {
            attempt.proven(node);
        }
        transport.establish(stranger, () -> forget(stranger));
    }

    /** The handshake has come to its end, good or bad. */
    void forget(Stranger stranger) {
        accepted.remove(stranger);
        dialled.remove(stranger);
        String node = stranger.node();
        if (node != null && counted.remove(stranger)) {
            expected.computeIfPresent(node, (n, count) -> count == 1 ? null : count - 1);
        }
        Dialler.Attempt attempt = stranger.attempt();
        if (attempt != null) {
            attempt.over();
        }
    }

    /** Logs that a connection was refused, with nothing of what was received. */
    void refused(Stranger stranger, ProtocolException why) {
        switch (why.code()) {
            case SELF -> LOG.debug("closed {}: {}", stranger.addressText(), why.getMessage());
            case ALREADY_CONNECTED ->
                left(stranger, String.valueOf(why.getMessage()), stranger.attempt() == null && isNewDouble(stranger));
            default ->
                line(
                        stranger,
                        why.code().name(),
                        more -> LOG.warn("refused {}: {}{}", stranger.addressText(), why.getMessage(), more));
        }
    }

    private boolean isNewDouble(Stranger stranger) {
        if (doubles.size() == DOUBLES_MAX) {
            doubles.clear();
        }
        return doubles.add(stranger.address().getAddress() + " " + stranger.node());
    }

    /** Logs that a connection ended without being ready. */
    void left(Stranger stranger, String why, boolean worthALine) {
        if (worthALine) {
            line(stranger, why, more -> LOG.info("no handshake with {}: {}{}", stranger.addressText(), why, more));
        } else {
            LOG.debug("no handshake with {}: {}", stranger.addressText(), why);
        }
    }

    private void line(Stranger stranger, String kind, Consumer<String> line) {
        lines.run(stranger.address().getAddress() + kind, line);
    }

    /** Closes all, and those that are yet to come. */
    void close() {
        closed = true;
        List.copyOf(accepted).forEach(stranger -> stranger.leave("this node closes", false));
        List.copyOf(dialled).forEach(stranger -> stranger.leave("this node closes", false));
    }
}
