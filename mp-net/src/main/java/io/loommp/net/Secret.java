package io.loommp.net;

import io.loommp.net.file.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * The secret that all nodes of a network share. Whoever has it can do in that network what every node can.
 *
 * <p>It shows itself nowhere: not in {@link #toString}, not in exceptions, and two are never equal.
 *
 * <p><b>Limits:</b> at least one octet; one of fewer than 16 can be guessed by whoever sees a handshake, and a node that
 * starts with it says so.
 */
public final class Secret {
    private static final int RANDOM_BYTES = 48;
    private static final int FAIR_BYTES = 16;

    private final byte[] octets;

    private Secret(byte[] octets) {
        if (octets.length == 0) {
            throw new IllegalArgumentException("secret: it is empty");
        }
        this.octets = octets;
    }

    /**
     * A secret of characters U+0000 to U+00FF, each of which is one octet; plain ASCII is best.
     *
     * @throws IllegalArgumentException if it is empty or has other characters
     */
    public static Secret of(String text) {
        Objects.requireNonNull(text, "secret");
        if (text.chars().anyMatch(c -> c > 0xff)) {
            throw new IllegalArgumentException("secret: it has characters above U+00FF, which AnyEvent::MP cannot use");
        }
        return new Secret(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * The octets of a file, without the line end that an editor puts behind them. A line in the log warns if others than
     * its owner can read it.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is empty, or everybody can write it
     */
    public static Secret fromFile(Path file) throws IOException {
        byte[] octets = PrivateFile.read("secret", file);
        int end = octets.length;
        if (end > 0 && octets[end - 1] == '\n') {
            end--;
        }
        if (end > 0 && octets[end - 1] == '\r') {
            end--;
        }
        if (end == 0) {
            throw new IllegalArgumentException("secret: the file " + file + " is empty");
        }
        return new Secret(Arrays.copyOf(octets, end));
    }

    /**
     * A new secret that nobody can guess, written to a new file that only its owner can read; other nodes get it by
     * {@link #fromFile}.
     *
     * @throws IOException if the file exists already, or cannot be written
     */
    public static Secret createFile(Path file) throws IOException {
        Secret secret = random();
        PrivateFile.create(file, secret.octets);
        return secret;
    }

    /** The text of a new secret that nobody can guess, for {@link #of} and for configuration files; never to be shown. */
    public static String generateText() {
        byte[] octets = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(octets);
        return Base64.getUrlEncoder().encodeToString(octets);
    }

    /** A new secret that nobody can guess, for the nodes of one process; see {@link #createFile} for those of several. */
    public static Secret random() {
        return of(generateText());
    }

    byte[] octets() {
        return octets.clone();
    }

    /** Whether it has fewer than 16 octets, so that who sees a handshake can guess it. */
    public boolean isShort() {
        return octets.length < FAIR_BYTES;
    }

    /** Shows nothing of the secret. */
    @Override
    public String toString() {
        return "***";
    }
}
