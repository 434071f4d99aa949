package io.loommp.net.handshake;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves the shared secret, and checks proofs of it, by {@code hmac_sha3_512}: the HMAC over both sides' greeting lines,
 * those of the side that proves first.
 *
 * <p><b>Threads:</b> any.
 */
public final class Authenticator {
    /** The name of the method on the wire. */
    static final String METHOD = "hmac_sha3_512";

    private static final String ALGORITHM = "HmacSHA3-512";

    private final SecretKey key;

    /** @throws IllegalArgumentException if the secret is empty */
    public Authenticator(byte[] secret) {
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** What the side with the lines {@code prover} says to the one with the lines {@code checker}: hexadecimal digits. */
    String proof(Lines prover, Lines checker) {
        return HexFormat.of().formatHex(digest(prover, checker));
    }

    /** Whether this is what {@link #proof} says. */
    boolean isProof(byte[] claimed, Lines prover, Lines checker) {
        byte[] expected = proof(prover, checker).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, claimed); // takes the same time wherever they differ
    }

    private byte[] digest(Lines first, Lines second) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (Lines lines : new Lines[] {first, second}) {
                mac.update(lines.greeting());
                mac.update((byte) '\n');
                mac.update(lines.nonce());
                mac.update((byte) '\n');
            }
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }
}
