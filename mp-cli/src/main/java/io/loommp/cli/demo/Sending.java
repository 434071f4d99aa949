package io.loommp.cli.demo;

import io.loommp.cli.ByteSize;
import io.loommp.cli.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * One client that sends one file.
 *
 * @param client the process
 * @param file what it sends
 * @param name what that is to be called
 * @param target where it then arrives
 * @param shouldArrive whether it should
 */
record Sending(Child client, Path file, String name, Path target, boolean shouldArrive) {
    /** What a client tells when its file is written: the cells of the table that only it knows. */
    static final String COST = "cost";

    /** What a client tells when its file is not written: why. */
    static final String FAILURE = "failure";

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int DIGEST_CHARS_SHOWN = 16;

    /** How it came out: a row of the table, and whether that is as it should be. */
    record Outcome(String row, boolean good) {}

    /** What stands above the rows. */
    static String header() {
        return row("file", "      bytes  messages  waited s    took s     MiB/s   SHA-256");
    }

    private static String row(String name, String cells) {
        return "%-15s %s".formatted(name, cells);
    }

    /** For the client: what it tells about itself as {@link #COST}. */
    static String cost(long bytes, long messages, long waitedNanos, long tookNanos) {
        double seconds = tookNanos / NANOS_PER_SECOND;
        double waited = waitedNanos / NANOS_PER_SECOND;
        double speed = new ByteSize(bytes).mebibytes() / seconds;
        return String.format(Locale.ROOT, "%11d %9d %9.1f %9.1f %9.1f", bytes, messages, waited, seconds, speed);
    }

    /** Looks at what the client told, and at what is there. */
    Outcome outcome() throws IOException {
        boolean arrived = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        if (arrived && client.hasEnded(ExitCode.OK)) {
            String digest = sha256(target);
            boolean same = digest.equals(sha256(file));
            String shown = digest.substring(0, DIGEST_CHARS_SHOWN) + (same ? " equal" : " DIFFERENT");
            return new Outcome(row(name, client.told(COST).orElse("") + "   " + shown), same && shouldArrive);
        }
        String why = client.told(FAILURE).orElse("the client ended without a word");
        return new Outcome(
                row(name, "not written: " + why),
                !arrived && !shouldArrive && client.told(FAILURE).isPresent());
    }

    private static String sha256(Path file) throws IOException {
        try (DigestOutputStream digest =
                new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            Files.copy(file, digest);
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
