package io.loommp.net.handshake;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Proves that this node belongs to the network, and checks others' proofs: by an HMAC or a digest over both sides' greeting
 * lines, those of the side that proves first.
 *
 * <p><b>Threads:</b> any.
 */
public final class Authenticator {
    private static final String HMAC = "HmacSHA3-512";
    private static final String DIGEST = "SHA3-512";

    private final @Nullable SecretKey key;
    private final Admission admission;

    /**
     * One that knows the secret, and nothing of TLS.
     *
     * @throws IllegalArgumentException if the secret is empty
     */
    public Authenticator(byte[] secret) {
        this(secret, Admission.BY_SECRET);
    }

    /**
     * @param secret may be missing if no proof needs it
     * @throws IllegalArgumentException if it is empty
     * @throws NullPointerException if it is missing
     */
    public Authenticator(byte @Nullable [] secret, Admission admission) {
        this.key = secret == null ? null : new SecretKeySpec(secret, HMAC);
        this.admission = admission;
        if (!admission.accepted().stream().allMatch(Method::needsTls)
                || !admission.offered().stream().allMatch(Method::needsTls)) {
            Objects.requireNonNull(secret, "secret");
        }
    }

    Admission admission() {
        return admission;
    }

    /** What the side with the lines {@code prover} says to the one with the lines {@code checker}. */
    String proof(Method method, Lines prover, Lines checker) {
        return switch (method) {
            case TLS_SHA3_512 -> HexFormat.of().formatHex(digest(prover, checker));
            case HMAC_SHA3_512 -> HexFormat.of().formatHex(hmac(prover, checker));
            case TLS_ANON -> "";
            case CLEARTEXT -> HexFormat.of().formatHex(key().getEncoded());
        };
    }

    /** Whether this is what {@link #proof} says. */
    boolean isProof(Method method, byte[] claimed, Lines prover, Lines checker) {
        byte[] expected = proof(method, prover, checker).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, claimed); // takes the same time wherever they differ
    }

    private SecretKey key() {
        return Objects.requireNonNull(key, "secret");
    }

    private static byte[] digest(Lines first, Lines second) {
        try {
            MessageDigest digest = MessageDigest.getInstance(DIGEST);
            feed(digest::update, first, second);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + DIGEST, e);
        }
    }

    private byte[] hmac(Lines first, Lines second) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key());
            feed(mac::update, first, second);
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java has no " + HMAC, e);
        }
    }

    private static void feed(Consumer<byte[]> sink, Lines first, Lines second) {
        byte[] lineEnd = {'\n'};
        for (byte[] line : new byte[][] {first.greeting(), first.nonce(), second.greeting(), second.nonce()}) {
            sink.accept(line);
            sink.accept(lineEnd);
        }
    }
}
