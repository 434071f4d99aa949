package io.loommp.net.handshake;

import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import io.loommp.spi.ConfinedTo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One side of the handshake of one connection; both sides do the same. Each says a greeting and a nonce at once, and its
 * proof of the secret when it has the two lines of the other; who has checked the other's proof is ready.
 *
 * <p>It ends by a {@link ProtocolException} from {@link #receive} or by being ready, and takes no octet behind the last line
 * of the other side: those are packets, and others' business.
 *
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP::Transport">AnyEvent::MP::Transport, section PROTOCOL</a>
 */
@ConfinedTo("the selector thread of the connection")
public final class Handshake {
    private static final List<String> METHODS = List.of(Authenticator.METHOD);
    private static final int NONCE_BYTES = 66;

    /** What is known about other nodes. */
    @FunctionalInterface
    public interface Peers {
        /**
         * The other side has said who it is; nothing proves it yet. Called once, also if it says that it is this node.
         *
         * @return whether this node has a connection to that one, so that this one is not wanted
         */
        boolean isConnected(String node);
    }

    private enum Phase {
        GREETING,
        NONCE,
        PROOF,
        READY
    }

    private final LocalNode local;
    private final Peers peers;
    private final Lines own;
    private final LineReader reader = new LineReader();
    private Phase phase = Phase.GREETING;
    private byte @Nullable [] peerLine1;
    private @Nullable Greeting peer;
    private @Nullable Lines other;
    private @Nullable String sending;
    private @Nullable String receiving;

    /**
     * @param peerAddress where the other side is, for people
     * @param nonce of {@link #newNonce}, never used before
     */
    public Handshake(LocalNode local, String peerAddress, String nonce, Peers peers) {
        this.local = local;
        this.peers = peers;
        byte[] greeting = Greeting.line(local.id(), METHODS, local.framings(), local.provider(), peerAddress);
        this.own = new Lines(greeting, nonce.getBytes(StandardCharsets.US_ASCII));
    }

    /** A nonce for one handshake. */
    public static String newNonce(RandomGenerator random) {
        byte[] octets = new byte[NONCE_BYTES];
        random.nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets);
    }

    /** What is to be sent at once. */
    public byte[] opening() {
        ByteBuffer lines = ByteBuffer.allocate(own.greeting().length + own.nonce().length + 2);
        lines.put(own.greeting()).put((byte) '\n').put(own.nonce()).put((byte) '\n');
        return lines.array();
    }

    /**
     * Takes what the other side sent.
     *
     * @param in is taken up to the end of the last line of the handshake
     * @param out gets what is to be sent, also if the call then throws
     * @return whether the handshake is through, and the other side the node it says it is
     * @throws ProtocolException if the connection has to be closed
     */
    public boolean receive(ByteBuffer in, Consumer<byte[]> out) {
        while (phase != Phase.READY) {
            byte[] line = reader.read(in);
            if (line == null) {
                return false;
            }
            switch (phase) {
                case GREETING -> greeted(line);
                case NONCE -> challenged(line, out);
                case PROOF -> proven(line);
                case READY -> {}
            }
        }
        return true;
    }

    /** The id that the other side gives itself, once it has; believe it when the handshake is through. */
    public @Nullable String node() {
        return peer == null ? null : peer.node();
    }

    /** The framing in which this side writes, once the handshake is through: the first of the other's that this side has. */
    public String sending() {
        return Objects.requireNonNull(sending);
    }

    /** The framing in which the other side writes, once the handshake is through. */
    public String receiving() {
        return Objects.requireNonNull(receiving);
    }

    private void greeted(byte[] line) {
        Greeting greeting = Greeting.parse(line, METHODS, local.framings());
        peerLine1 = line;
        peer = greeting;
        boolean connected = peers.isConnected(greeting.node());
        if (greeting.node().equals(local.id())) {
            throw new ProtocolException(Code.SELF, "the other side has the id of this node");
        }
        if (connected) {
            throw new ProtocolException(Code.ALREADY_CONNECTED, "there is a connection to a node of that id");
        }
        phase = Phase.NONCE;
    }

    private void challenged(byte[] line, Consumer<byte[]> out) {
        if (Arrays.equals(line, own.nonce())) {
            throw new ProtocolException(Code.ECHO, "the nonce of this node came back");
        }
        Greeting greeting = Objects.requireNonNull(peer);
        String method = common(greeting.method(), METHODS, Code.NO_COMMON_METHOD);
        String framing = common(greeting.framing(), local.framings(), Code.NO_COMMON_FRAMING);
        Lines lines = new Lines(Objects.requireNonNull(peerLine1), line);
        other = lines;
        sending = framing;
        phase = Phase.PROOF;
        String proof = String.join(";", method, local.authenticator().proof(own, lines), framing);
        out.accept((proof + '\n').getBytes(StandardCharsets.US_ASCII));
    }

    private static String common(@Nullable String common, List<String> ours, Code otherwise) {
        if (common == null) {
            throw new ProtocolException(otherwise, "the other side takes none of " + ours);
        }
        return common;
    }

    private void proven(byte[] line) {
        String[] fields = new String(line, StandardCharsets.ISO_8859_1).split(";", -1);
        if (fields.length < 3) {
            throw new ProtocolException(Code.MALFORMED_LINE, fields.length + " fields in a proof");
        }
        if (!METHODS.contains(fields[0])) {
            throw new ProtocolException(
                    Code.NO_COMMON_METHOD, "the other side proves by a method that was not offered");
        }
        byte[] claimed = fields[1].getBytes(StandardCharsets.ISO_8859_1);
        if (!local.authenticator().isProof(claimed, Objects.requireNonNull(other), own)) {
            throw new ProtocolException(Code.WRONG_SECRET, "the other side does not have the secret of this node");
        }
        if (!local.framings().contains(fields[2])) {
            throw new ProtocolException(Code.NO_COMMON_FRAMING, "the other side writes in a way that was not offered");
        }
        receiving = fields[2];
        phase = Phase.READY;
    }
}
