package io.loommp.net.transport;

import io.loommp.Timer;
import io.loommp.manage.RateLimit;
import io.loommp.net.connect.Rivals;
import io.loommp.net.handshake.Handshake;
import io.loommp.net.handshake.LocalNode;
import io.loommp.net.io.Connection;
import io.loommp.net.io.Loop;
import io.loommp.net.tls.TlsSessions;
import io.loommp.net.wire.ProtocolException;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.Planted;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where connections are until their other side has proven the secret.
 *
 * <p><b>Limits:</b> of those that others opened there are only so many, in all and from one address, or from one network of
 * 64 bits of IPv6. One more drops the oldest that has said nothing, or, if all have spoken, the oldest.
 *
 * <p>Which of several connections to one node goes on is decided by {@link Rivals}.
 */
@ConfinedTo("home")
final class Lobby {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");
    private static final int LINES_PER_SECOND = 10;
    private static final int LINES_PER_SECOND_IN_ALL = 100;
    private static final int DOUBLES_MAX = 256;
    private static final int NONCES_MAX = 256;
    private static final int REFUSERS_MAX = 256;
    private static final int REFUSALS = 2; // in a row are no matter of the moment any more

    private final TcpTransport transport;
    private final Loop home;
    private final LocalNode local;
    private final Limits limits;
    private final RandomGenerator random;
    private final RateLimit lines;
    private final RateLimit allLines; // as addresses are cheap

    private final Set<String> doubles =
            new HashSet<>(); // that have their line in the log, as some come again and again

    private final Map<String, Integer> refusers = new HashMap<>(); // addresses, and how often in a row

    private final Set<Stranger> accepted = new LinkedHashSet<>();

    private final Set<Stranger> dialled = new LinkedHashSet<>();

    /** Who has said which nonce here lately, also when he is gone. */
    private final Map<String, Stranger> nonces = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Stranger> eldest) {
            return size() > NONCES_MAX;
        }
    };

    private final Map<String, TcpLink> links = new HashMap<>(); // that are used
    private final Rivals<Stranger> rivals;
    private final boolean losersGoOn; // a planted bug
    private @Nullable Timer standstill; // runs while one stands still
    private boolean closed;

    Lobby(TcpTransport transport, Loop home, LocalNode local, RandomGenerator random) {
        this.transport = transport;
        this.home = home;
        this.local = local;
        this.limits = transport.limits();
        this.random = random;
        this.rivals = new Rivals<>(local.id());
        this.losersGoOn = transport.kernel().has(Planted.LOSING_CONNECTION_DELIVERS);
        this.lines = new RateLimit(LINES_PER_SECOND, home::nanoTime);
        this.allLines = new RateLimit(LINES_PER_SECOND_IN_ALL, home::nanoTime);
    }

    /** Takes in a connection that somebody opened. */
    void accept(Connection connection) {
        Stranger stranger = enter(connection, null);
        if (stranger != null) {
            accepted.add(stranger);
            stranger.greet();
            dropOneAbove(
                    limits.handshakingPerAddressMax(), other -> other.source().equals(stranger.source()));
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

    /** Takes in a connection that this node opened; null if it has come to its end already. */
    @Nullable
    Stranger dialled(Connection connection, Attempt.Dial dial) {
        Stranger stranger = enter(connection, dial);
        if (stranger == null) {
            dial.failed("this node closes");
        } else {
            dialled.add(stranger);
            stranger.greet();
        }
        return stranger;
    }

    private @Nullable Stranger enter(Connection connection, Attempt.@Nullable Dial dial) {
        try {
            if (!closed) {
                long deadline = home.nanoTime() + limits.handshakeDeadline().toNanos();
                return new Stranger(this, home, connection, dial, deadline);
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
        String nonce = Handshake.newNonce(random);
        nonces.put(nonce, stranger);
        return new Handshake(local, stranger.addressText(), nonce, new Handshake.Peers() {
            @Override
            public boolean isConnected(String node) {
                return !mayGoOn(stranger, node);
            }

            @Override
            public boolean isOwnNonce(String other) {
                return cameBack(stranger, other);
            }

            @Override
            public boolean mayProve(String ownNonce, String otherNonce, boolean othersHoldBack) {
                String dialNonce = stranger.dial() != null ? ownNonce : otherNonce;
                List<Rivals.Act<Stranger>> acts =
                        rivals.challenged(stranger, dialNonce, othersHoldBack, home.nanoTime());
                Rivals.Act<Stranger> own = new Rivals.Act.Prove<>(stranger);
                perform(acts.stream().filter(act -> !act.equals(own)).toList());
                return acts.contains(own) || losersGoOn;
            }
        });
    }

    /**
     * The other side has the id of this node: whether it is this node. Then its nonce was said here, on the connection's other
     * end; whichever end hears that first, the one that was dialled is told.
     */
    private boolean cameBack(Stranger stranger, String nonce) {
        Attempt.Dial dial = stranger.dial();
        Stranger other = nonces.get(nonce);
        if (other == null) {
            return false;
        }
        Attempt.Dial itsDial = dial != null ? dial : other.dial();
        if (itsDial != null) {
            itsDial.metItself();
        }
        return true;
    }

    /** Begins encrypted connections, for those who have a certificate as well. */
    TlsSessions tls() {
        return Objects.requireNonNull(local.tls());
    }

    private boolean mayGoOn(Stranger stranger, String node) {
        Attempt.Dial dial = stranger.dial();
        if (dial != null) {
            if (!dial.met(node)) {
                throw new ProtocolException(
                        ProtocolException.Code.OTHER_NODE,
                        "another node answers at the address of the one that is wanted");
            }
        }
        if (node.equals(local.id())) {
            return true; // the handshake refuses it, for that reason
        }
        TcpLink link = links.get(node);
        if (link == null && dial == null && links.size() >= limits.linksMax()) {
            throw new ProtocolException(
                    ProtocolException.Code.TOO_MANY_LINKS, "%d, which is the limit".formatted(links.size()));
        }
        boolean heardLately = link != null && link.isHeardLately();
        boolean mayGoOn = rivals.greeted(stranger, node, dial != null, heardLately);
        if (mayGoOn && link != null) {
            link.ask();
        }
        return mayGoOn;
    }

    /** The other side has proven the secret; this one maybe not yet. */
    void proven(Stranger stranger) {
        perform(rivals.proven(stranger, home.nanoTime()));
    }

    // ---- which of several connections is used ----

    private void perform(List<Rivals.Act<Stranger>> acts) {
        for (Rivals.Act<Stranger> act : acts) {
            switch (act) {
                case Rivals.Act.Prove<Stranger> prove -> {
                    if (!losersGoOn) {
                        prove.connection().prove();
                    }
                }
                case Rivals.Act.Drop<Stranger> drop -> {
                    if (!losersGoOn) {
                        drop.connection().leave(drop.why(), false);
                    }
                }
            }
        }
        if (standstill != null) {
            standstill.cancel();
            standstill = null;
        }
        long now = home.nanoTime();
        rivals.nanosUntilDue(now).ifPresent(nanos -> standstill = home.afterNanos(nanos, this::endStandstill));
    }

    private void endStandstill() {
        perform(rivals.due(home.nanoTime()));
    }

    /** A link is used from now on. */
    void linkUp(TcpLink link) {
        links.put(link.node(), link);
        perform(rivals.linkUp(link.node()));
    }

    /** A link that others were to replace lives. */
    @SuppressWarnings("ReferenceEquality") // a link is itself
    void linkHeard(TcpLink link) {
        if (links.get(link.node()) == link) {
            perform(rivals.linkHeard(link.node()));
        }
    }

    /** A link is lost, and everybody has been told. */
    void linkLost(TcpLink link) {
        if (links.remove(link.node(), link)) {
            perform(rivals.linkLost(link.node(), home.nanoTime()));
        }
    }

    /** Whether a connection is in its handshake that claims to lead to a node; nothing proves it. */
    boolean isClaimed(String node) {
        return rivals.isClaimed(node);
    }

    /** Whether one is that this node has dialled, or that has proven to lead there. */
    boolean isExpecting(String node) {
        return rivals.isExpected(node);
    }

    // ---- the end of a handshake ----

    /** Both sides have proven the secret. */
    void welcome(Stranger stranger) {
        accepted.remove(stranger);
        dialled.remove(stranger);
        Attempt.Dial dial = stranger.dial();
        if (dial != null) {
            refusers.remove(stranger.addressText());
            dial.proven(Objects.requireNonNull(stranger.node()));
        }
        transport.establish(stranger, () -> {
            forget(stranger);
            if (dial != null) {
                dial.over();
            }
        });
    }

    /** The handshake has come to nothing. */
    void failed(Stranger stranger, String why) {
        forget(stranger);
        Attempt.Dial dial = stranger.dial();
        if (dial != null) {
            dial.failed(why);
        }
    }

    private void forget(Stranger stranger) {
        accepted.remove(stranger);
        dialled.remove(stranger);
        perform(rivals.gone(stranger, home.nanoTime()));
    }

    /** Logs that a connection was refused, with nothing of what was received. */
    void refused(Stranger stranger, ProtocolException why) {
        switch (why.code()) {
            case SELF, OTHER_NODE -> LOG.debug("closed {}: {}", stranger.addressText(), why.getMessage());
            case ALREADY_CONNECTED ->
                left(stranger, String.valueOf(why.getMessage()), stranger.dial() == null && isNewDouble(stranger));
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
        return doubles.add(stranger.source() + " " + stranger.node());
    }

    /**
     * Logs that the other side, or the way there, has ended a connection. Who refuses does not say why, as the protocol has no
     * word for it; what may be the reason is said here, with what is known.
     *
     * @return the reason
     */
    String lost(Stranger stranger, String how) {
        if (stranger.dial() == null || isNeedless(stranger)) {
            left(stranger, how, false);
            return how;
        }
        if (!stranger.isUnproven()) {
            left(stranger, how, true);
            return how;
        }
        String why = how + " without a proof: most likely it is connected with another node called " + local.id()
                + "; or it does not take the secret or certificate of this one, as its log says";
        if (refusers.size() == REFUSERS_MAX) {
            refusers.clear();
        }
        if (refusers.merge(stranger.addressText(), 1, Integer::sum) == REFUSALS) {
            LOG.warn("no handshake with {}: {}", stranger.addressText(), why);
        } else {
            left(stranger, why, true);
        }
        return why;
    }

    /** Whether there is another connection to the node that the other side says it is. */
    private boolean isNeedless(Stranger stranger) {
        String node = stranger.node();
        return node != null && (links.containsKey(node) || rivals.hasRival(stranger));
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
        lines.run(List.of(stranger.source(), kind), allLines, kind, line);
    }

    /** Closes all, and those that are yet to come. */
    void close() {
        closed = true;
        List.copyOf(accepted).forEach(stranger -> stranger.leave("this node closes", false));
        List.copyOf(dialled).forEach(stranger -> stranger.leave("this node closes", false));
    }
}
