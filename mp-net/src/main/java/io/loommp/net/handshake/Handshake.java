package io.loommp.net.handshake;

import io.loommp.net.handshake.Admission.Tls;
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
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One side of the handshake of one connection; both sides do the same. Each says a greeting and a nonce at once, and its
 * proof of the secret when it has the two lines of the other; who has checked the other's proof is ready.
 *
 * <p>Its own proof may be held back, while another connection to that node goes first.
 *
 * <p>It ends by a {@link ProtocolException} from {@link #receive} or by being ready, and takes no octet behind the last line
 * of the other side: those are packets, and others' business.
 *
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP::Transport">AnyEvent::MP::Transport, section PROTOCOL</a>
 */
@ConfinedTo("the selector thread of the connection")
public final class Handshake {
    private static final int NONCE_BYTES = 66;

    /** What is known about other nodes. */
    @FunctionalInterface
    public interface Peers {
        /**
         * The other side has said who it is; nothing proves it yet. Called once, also if it says that it is this node.
         *
         * @return whether this node has a connection to that one, so that this one is not wanted
         * @throws ProtocolException if it is not wanted for another reason
         */
        boolean isConnected(String node);

        /**
         * The other side has the id of this node. Called once.
         *
         * @return whether this node has said this nonce itself, on another connection, which so leads here
         */
        default boolean isOwnNonce(String nonce) {
            return false;
        }

        /**
         * This side could prove itself now, once. If it may not, it does so at {@link Handshake#prove}.
         *
         * @param ownNonce what this side has said
         * @param otherNonce what the other side has said
         * @param othersHoldBack whether the other side is known to have its proof out on one connection to a node at a time
         */
        default boolean mayProve(String ownNonce, String otherNonce, boolean othersHoldBack) {
            return true;
        }
    }

    private enum Phase {
        GREETING,
        NONCE,
        TLS,
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
    private byte @Nullable [] heldBack; // our proof, which waits for its turn

    /**
     * @param peerAddress where the other side is, for people
     * @param nonce of {@link #newNonce}, never used before
     */
    public Handshake(LocalNode local, String peerAddress, String nonce, Peers peers) {
        this.local = local;
        this.peers = peers;
        byte[] greeting = Greeting.line(local.id(), admission(), local.framings(), local.provider(), peerAddress);
        this.own = new Lines(greeting, nonce.getBytes(StandardCharsets.US_ASCII));
    }

    private Admission admission() {
        return local.authenticator().admission();
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
     * @param in is taken up to the end of the last line of the handshake; or up to where TLS begins, if {@link #wantsTls}
     *     then
     * @param out gets what is to be sent, also if the call then throws
     * @return whether the handshake is through, and the other side the node it says it is
     * @throws ProtocolException if the connection has to be closed
     */
    public boolean receive(ByteBuffer in, Consumer<byte[]> out) {
        while (phase != Phase.READY && phase != Phase.TLS) {
            byte[] line = reader.read(in);
            if (line == null) {
                return false;
            }
            switch (phase) {
                case GREETING -> greeted(line);
                case NONCE -> challenged(line, out);
                case PROOF -> proven(line);
                case TLS, READY -> {}
            }
        }
        return isThrough();
    }

    /** Whether the other side has proven that it is the node it says it is. */
    public boolean isProven() {
        return phase == Phase.READY;
    }

    /** Whether both sides have proven themselves. */
    public boolean isThrough() {
        return isProven() && heldBack == null;
    }

    /**
     * Sends the proof that was held back.
     *
     * @throws IllegalStateException if there is none
     */
    public void prove(Consumer<byte[]> out) {
        byte[] proof = heldBack;
        if (proof == null) {
            throw new IllegalStateException("nothing is held back");
        }
        heldBack = null;
        out.accept(proof);
    }

    /** Whether what comes next, from both sides, is TLS; {@link #secured} ends that. */
    public boolean wantsTls() {
        return phase == Phase.TLS;
    }

    /** Whether this side is the client of TLS, whoever dialled; when TLS is wanted. */
    public boolean isTlsClient() {
        return Arrays.compareUnsigned(own.nonce(), Objects.requireNonNull(other).nonce()) < 0;
    }

    /**
     * TLS is established, and what is received from now on was encrypted.
     *
     * @param isNamed whether the certificate of the other side bears a name
     * @param out gets what is to be sent, encrypted
     * @throws ProtocolException if the certificate has to bear the id of the other side, and does not
     */
    public void secured(Predicate<String> isNamed, Consumer<byte[]> out) {
        if (!admission().fits(greeting().node(), isNamed)) {
            throw new ProtocolException(Code.TLS_FAILED, "the certificate of the other side does not bear its node id");
        }
        phase = Phase.PROOF;
        proveInTurn(out);
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
        Greeting greeting = Greeting.parse(line, admission(), local.framings());
        peerLine1 = line;
        peer = greeting;
        boolean connected = peers.isConnected(greeting.node());
        if (connected && !isOwnId(greeting)) { // that is refused when its nonce has told whether it is this node
            throw new ProtocolException(Code.ALREADY_CONNECTED, "there is a connection to a node of that id");
        }
        phase = Phase.NONCE;
    }

    private boolean isOwnId(Greeting greeting) {
        return greeting.node().equals(local.id());
    }

    private void challenged(byte[] line, Consumer<byte[]> out) {
        if (Arrays.equals(line, own.nonce())) {
            throw new ProtocolException(Code.ECHO, "the nonce of this node came back");
        }
        Greeting greeting = greeting();
        if (isOwnId(greeting)) {
            throw peers.isOwnNonce(text(line))
                    ? new ProtocolException(Code.SELF, "the other side is this node itself")
                    : new ProtocolException(
                            Code.SAME_ID, "the other side has the id of this node, though it is another one");
        }
        if (admission().tls() == Tls.REQUIRED && !greeting.tls()) {
            throw new ProtocolException(Code.TLS_REQUIRED, "the other side has no certificate, or hides it");
        }
        Method method = common(greeting.method(), admission().offered(), Code.NO_COMMON_METHOD);
        if (greeting.tls() && !method.needsTls()) {
            throw new ProtocolException(
                    Code.NO_COMMON_METHOD, "the other side wants TLS, and a proof that is none of TLS");
        }
        sending = common(greeting.framing(), local.framings(), Code.NO_COMMON_FRAMING);
        other = new Lines(Objects.requireNonNull(peerLine1), line);
        if (greeting.tls()) {
            phase = Phase.TLS;
        } else {
            phase = Phase.PROOF;
            proveInTurn(out);
        }
    }

    private Greeting greeting() {
        return Objects.requireNonNull(peer);
    }

    private void proveInTurn(Consumer<byte[]> out) {
        Method method = Objects.requireNonNull(greeting().method());
        String proof = local.authenticator().proof(method, own, Objects.requireNonNull(other));
        String line = String.join(";", method.text(), proof, sending());
        heldBack = (line + '\n').getBytes(StandardCharsets.US_ASCII);
        if (peers.mayProve(text(own.nonce()), text(other.nonce()), greeting().holdsBack())) {
            prove(out);
        }
    }

    private static String text(byte[] nonce) {
        return new String(nonce, StandardCharsets.ISO_8859_1);
    }

    private static <T> T common(@Nullable T common, List<T> ours, Code otherwise) {
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
        Method method = Method.of(fields[0])
                .filter(named -> admission().takes(named, greeting().tls()))
                .orElseThrow(() -> new ProtocolException(
                        Code.NO_COMMON_METHOD, "the other side proves by a method that was not offered"));
        byte[] claimed = fields[1].getBytes(StandardCharsets.ISO_8859_1);
        if (!local.authenticator().isProof(method, claimed, Objects.requireNonNull(other), own)) {
            throw new ProtocolException(
                    Code.WRONG_SECRET, "the other side did not prove that it has what this node has");
        }
        if (!local.framings().contains(fields[2])) {
            throw new ProtocolException(Code.NO_COMMON_FRAMING, "the other side writes in a way that was not offered");
        }
        receiving = fields[2];
        phase = Phase.READY;
    }
}
