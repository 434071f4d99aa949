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
    private static final byte[] NOTHING = {};

    private final Lobby lobby;
    private final Loop home;
    private Connection connection; // from some point on, `tls`
    private @Nullable TlsConnection tls;
    private final InetSocketAddress address;
    private final Dialler.@Nullable Attempt attempt; // if this node dialled
    private final Handshake handshake;
    private final Timer deadline;
    private byte[] unsent = NOTHING;
    private byte[] unread = NOTHING;
    private boolean heard;
    private boolean over;

    /** @param deadlineNanos when it must be ready, counted from when it began */
    Stranger(Lobby lobby, Loop home, Connection connection, Dialler.@Nullable Attempt attempt, long deadlineNanos)
            throws IOException {
        this.lobby = lobby;
        this.home = home;
        this.connection = connection;
        this.address = connection.remote();
        this.attempt = attempt;
        this.handshake = lobby.handshake(this);
        connection.enter(home, this);
        this.deadline = home.afterNanos(deadlineNanos - home.nanoTime(), () -> leave("it was not ready in time", true));
    }

    InetSocketAddress address() {
        return address;
    }

    String addressText() {
        return Sockets.text(address);
    }

    Dialler.@Nullable Attempt attempt() {
        return attempt;
    }

    /** Whether the other side has said anything. */
    boolean hasBeenHeard() {
        return heard;
    }

    /** Says what is to be said at once. */
    void greet() {
        say(handshake.opening());
        flush();
    }

    private void say(byte[] octets) {
        ByteBuffer all = ByteBuffer.allocate(unsent.length + octets.length);
        unsent = all.put(unsent).put(octets).array();
    }

    @Override
    public void ready(boolean readable, boolean writable) {
        try {
            if (!over && readable) {
                read();
            }
            if (!over && writable) {
                flush();
            }
        } catch (ProtocolException e) {
            flush(); // our proof, so that the other side sees for itself that the secrets differ
            if (!over) {
                lobby.refused(this, e);
                end();
            }
        } catch (IOException e) {
            leave(Sockets.text(e), attempt != null);
        } catch (Throwable t) {
            LOG.error("the handshake with {} failed; it is closed", addressText(), t);
            end();
        }
    }

    private void read() throws IOException {
        ByteBuffer in = home.readBuffer().clear();
        if (connection.read(in) < 0) {
            leave("the other side closed it", attempt != null);
            return;
        }
        heard = true;
        if (tls != null && tls.isEstablished() && handshake.wantsTls()) {
            handshake.secured(tls::isNamed, this::say);
        }
        boolean through = handshake.receive(in.flip(), this::say);
        if (tls == null && handshake.wantsTls()) {
            startTls(rest(in));
        }
        flush();
        if (through && !over) {
            welcome(in);
        }
    }

    private void startTls(byte[] begun) throws IOException {
        TlsConnection encrypted = new TlsConnection(connection, home, this, begun, unsent);
        tls = encrypted;
        connection = encrypted;
        unsent = NOTHING;
        encrypted.start(lobby.tls(), handshake.isTlsClient());
    }

    private void flush() {
        try {
            ByteBuffer out = ByteBuffer.wrap(unsent);
            connection.write(out);
            unsent = rest(out);
            connection.want(true, unsent.length > 0);
        } catch (IOException e) {
            leave(Sockets.text(e), attempt != null);
        }
    }

    private static byte[] rest(ByteBuffer buffer) {
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        return rest;
    }

    private void welcome(ByteBuffer in) {
        over = true;
        deadline.cancel();
        connection.want(false, false);
        unread = rest(in);
        lobby.welcome(this);
    }

    /** Closes the connection, with a line in the log if it is worth one. */
    void leave(String why, boolean worthALine) {
        if (!over) {
            lobby.left(this, why, worthALine);
            end();
        }
    }

    private void end() {
        if (!over) {
            over = true;
            deadline.cancel();
            connection.close();
            lobby.forget(this);
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
