package io.loommp.net;

import io.loommp.net.file.PrivateFile;
import io.loommp.net.tls.SelfSigned;
import io.loommp.net.tls.TlsIdentity;
import io.loommp.net.tls.TlsSession;
import io.loommp.net.tls.TlsSessions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node shows to others when connections are encrypted, and whom it trusts: a private key, its certificate, and the
 * certificates that others' must chain to, all in one PEM text. The usual set-up is one self-signed certificate with its key,
 * the same for all nodes of a network; with a certificate for each node, its issuer's is in the text as well. Nothing else is
 * trusted, not what this Java trusts either.
 *
 * <p>Keys of RSA, EC and EdDSA are understood, as PKCS#8, PKCS#1 and SEC1, if they are not encrypted.
 *
 * <p>Those from a file follow it: a connection that begins after the file has changed goes by what it holds then, and
 * connections that stand are left alone. What cannot be used is told in the log, and the former stays.
 *
 * <p>They show themselves nowhere: not in {@link #toString}, not in exceptions.
 *
 * <p><b>Threads:</b> any.
 */
public final class Credentials {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");

    private final @Nullable Path file;
    private volatile Loaded loaded; // whoever begins a connection and finds the file changed

    /* By what a file is known to have changed. */
    private record Stamp(
            FileTime modified, long bytes, @Nullable Object fileKey) {}

    private record Loaded(TlsIdentity identity, @Nullable Stamp stamp) {}

    private Credentials(@Nullable Path file, Loaded loaded) {
        this.file = file;
        this.loaded = loaded;
    }

    /**
     * Those of a text.
     *
     * @throws IllegalArgumentException saying what is wrong or missing
     */
    public static Credentials ofPem(String pem) {
        return new Credentials(null, new Loaded(TlsIdentity.parse(pem), null));
    }

    /**
     * New ones for all nodes of a network, as PEM text: a key, and a certificate that it has signed itself. The text is as
     * secret as the key in it.
     *
     * @param name the common name in the certificate
     * @param from from when it is valid
     * @param validity for how long
     */
    public static String generatePem(String name, Instant from, Duration validity) {
        return SelfSigned.pem(name, from, from.plus(validity));
    }

    /**
     * Those of a file, now and when it has changed. A line in the log warns if others than its owner can read it.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException saying what is wrong or missing, or that everybody can write the file
     */
    public static Credentials fromFile(Path file) throws IOException {
        return new Credentials(file, new Loaded(read(file), stamp(file)));
    }

    private static TlsIdentity read(Path file) throws IOException {
        return TlsIdentity.parse(new String(PrivateFile.read("cert", file), StandardCharsets.ISO_8859_1));
    }

    private static Stamp stamp(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }

    TlsSessions sessions() {
        return this::open;
    }

    private TlsSession open(boolean client) {
        Path source = file;
        if (source != null) {
            follow(source);
        }
        return loaded.identity().open(client);
    }

    private void follow(Path source) {
        Loaded present = loaded;
        Stamp stamp = null;
        try {
            stamp = stamp(source);
            if (!stamp.equals(present.stamp())) {
                loaded = new Loaded(read(source), stamp);
                LOG.info("cert: {} has changed; new connections go by what it holds now", source);
            }
        } catch (IOException | IllegalArgumentException e) {
            if (!Objects.equals(stamp, present.stamp())) {
                loaded = new Loaded(present.identity(), stamp);
                LOG.warn(
                        "cert: {} has changed and cannot be used, so its former content stays: {}",
                        source,
                        e.toString());
            }
        }
    }

    /** When the first of the certificates ends to be valid. */
    public Instant validUntil() {
        return loaded.identity().validUntil();
    }

    /** Shows nothing of them. */
    @Override
    public String toString() {
        return "***";
    }
}
