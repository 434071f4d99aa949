package io.loommp.net.transport;

import io.loommp.Timer;
import io.loommp.net.handshake.Handshake;
import io.loommp.net.io.Connection;
import io.loommp.net.io.Loop;
import io.loommp.net.wire.ProtocolException;
import io.loommp.spi.ConfinedTo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection whose other side has not proven the secret. It costs a socket, a timer and a line, and ends at its deadline
 * whatever comes.
 */
@ConfinedTo("home")
final class Stranger implements Connection.Client {
    private static final Logger LOG = LoggerFactory.getLogger(Stranger.class);
    private static final int EARLY_BYTES_MAX = 4096;

    private final Lobby lobby;
    private final Loop home;
    private Connection connection; // from some point on, `tls`
    private @Nullable TlsConnection tls;
    private final InetSocketAddress address;
    private final String source;
    private final Attempt.@Nullable Dial dial; // if this node dialled
    private final Handshake handshake;
    private final Timer deadline;
    private byte[] unsent = Octets.NONE;
    private byte[] unread = Octets.NONE;
    private boolean heard;
    private boolean reading;
    private boolean proven;
    private boolean over;

    /** @param deadlineNanos when it must be ready, counted from when it began */
    Stranger(Lobby lobby, Loop home, Connection connection, Attempt.@Nullable Dial dial, long deadlineNanos)
            throws IOException {
        this.lobby = lobby;
        this.home = home;
        this.connection = connection;
        this.address = connection.remote();
        this.source = Sockets.source(address);
        this.dial = dial;
        this.handshake = lobby.handshake(this);
        connection.enter(home, this);
        this.deadline = home.afterNanos(deadlineNanos - home.nanoTime(), () -> leave("it was not ready in time", true));
    }

    /** Where it comes from: an address, or a network. */
    String source() {
        return source;
    }

    String addressText() {
        return Sockets.text(address);
    }

    Attempt.@Nullable Dial dial() {
        return dial;
    }

    /** Whether the other side has said anything. */
    boolean hasBeenHeard() {
        return heard;
    }

    /** Whether the other side has said who it is, and has not proven it. */
    boolean isUnproven() {
        return handshake.node() != null && !handshake.isProven();
    }

    /** Says what is to be said at once. */
    void greet() {
        say(handshake.opening());
        flush();
    }

    private void say(byte[] octets) {
        unsent = Octets.joined(unsent, octets);
    }

    @Override
    public void ready(boolean readable, boolean writable) {
        guarded(() -> {
            if (!over && readable) {
                read();
            }
            if (!over && writable) {
                flush();
            }
        });
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    /** What goes wrong with a connection closes it, and nothing else (S15), whoever is at work. */
    private void guarded(Work work) {
        try {
            work.run();
        } catch (ProtocolException e) {
            if (!over) {
                lobby.refused(this, e);
                writeProof();
                end(String.valueOf(e.getMessage()));
            }
        } catch (IOException e) {
            lost(Sockets.text(e));
        } catch (Throwable t) {
            LOG.error("the handshake with {} failed; it is closed", addressText(), t);
            end("internal error");
        }
    }

    /** So that the other side sees for itself that the secrets differ. */
    private void writeProof() {
        try {
            write();
        } catch (IOException e) {
            LOG.debug("{} does not get the proof of this node: {}", addressText(), Sockets.text(e));
        }
    }

    private void read() throws IOException {
        ByteBuffer in = home.readBuffer().clear();
        if (connection.read(in) < 0) {
            lost("the other side closed it");
            return;
        }
        heard = true;
        reading = true; // a proof that is sent meanwhile may be the last that was missing, but first all is taken
        try {
            if (tls != null && tls.isEstablished() && handshake.wantsTls()) {
                handshake.secured(tls::isNamed, this::say);
            }
            handshake.receive(in.flip(), this::say);
            if (tls == null && handshake.wantsTls()) {
                startTls(Octets.rest(in));
            }
            keep(in);
            if (!over && handshake.isProven() && !proven) {
                proven = true;
                lobby.proven(this);
            }
        } finally {
            reading = false;
        }
        flush();
        welcomeIfThrough();
    }

    /** What comes behind the other side's proof, though it has not seen ours, or has just this moment. */
    private void keep(ByteBuffer in) {
        if (!handshake.isThrough() && unread.length + in.remaining() > EARLY_BYTES_MAX) {
            throw new ProtocolException(
                    ProtocolException.Code.MALFORMED_LINE, "packets before this side has proven itself");
        }
        unread = Octets.joined(unread, in);
    }

    /** Sends the proof that was held back. */
    void prove() {
        guarded(() -> {
            if (!over) {
                handshake.prove(this::say);
                if (!reading) {
                    flush();
                    welcomeIfThrough();
                }
            }
        });
    }

    private void startTls(byte[] begun) throws IOException {
        TlsConnection encrypted = new TlsConnection(connection, home, this, begun, unsent);
        tls = encrypted;
        connection = encrypted;
        unsent = Octets.NONE;
        encrypted.start(lobby.tls(), handshake.isTlsClient());
    }

    private void write() throws IOException {
        ByteBuffer out = ByteBuffer.wrap(unsent);
        connection.write(out);
        unsent = Octets.rest(out);
    }

    private void flush() {
        try {
            write();
            connection.want(true, unsent.length > 0);
        } catch (IOException e) {
            lost(Sockets.text(e));
        }
    }

    private void welcomeIfThrough() {
        if (!over && handshake.isThrough()) {
            over = true;
            deadline.cancel();
            connection.want(false, false);
            lobby.welcome(this);
        }
    }

    /** Closes the connection, with a line in the log if it is worth one. */
    void leave(String why, boolean worthALine) {
        if (!over) {
            lobby.left(this, why, worthALine);
            end(why);
        }
    }

    /** The connection is at its end, and not by this side. */
    private void lost(String how) {
        if (!over) {
            end(lobby.lost(this, how));
        }
    }

    private void end(String why) {
        if (!over) {
            over = true;
            deadline.cancel();
            connection.close();
            lobby.failed(this, why);
        }
    }

    // ---- what a link takes over ----

    /** Who the other side says it is, if it has said so; in a link, who it is. */
    @Nullable
    String node() {
        return handshake.node();
    }

    /** The name of the framing in which this side writes. */
    String sending() {
        return handshake.sending();
    }

    /** The name of the framing in which the other side writes. */
    String receiving() {
        return handshake.receiving();
    }

    Connection connection() {
        return connection;
    }

    /** The end of what this side says, which is yet to be written. */
    byte[] unsent() {
        return unsent;
    }

    /** What came behind the end of what the other side said. */
    byte[] unread() {
        return unread;
    }

    /** Ends the waiting at home, as another loop takes over. */
    void leaveHome() {
        connection.leave();
    }
}
