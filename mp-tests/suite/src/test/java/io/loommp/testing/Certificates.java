package io.loommp.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Keys and certificates as PEM text, made when a test asks for them: none are kept anywhere. */
public final class Certificates {
    private static final String PASSWORD = "password";
    private static final String[] VALID = {"-validity", "10"};
    private static final String[] EXPIRED = {"-startdate", "-20d", "-validity", "10"};

    private Certificates() {}

    /** One that all nodes of a test share: self-signed. */
    public static String shared() {
        return Shared.PEM;
    }

    /** Another one, that nobody knows. */
    public static String other() {
        return Other.PEM;
    }

    /** One that all nodes of a test share, and that has expired. */
    public static String expired() {
        return Expired.PEM;
    }

    private static final class Shared {
        static final String PEM = selfSigned("EC", VALID);
    }

    private static final class Other {
        static final String PEM = selfSigned("EC", VALID);
    }

    private static final class Expired {
        static final String PEM = selfSigned("EC", EXPIRED);
    }

    /** A new one with its key, self-signed. */
    public static String selfSigned(String algorithm, String... options) {
        return inStore(store -> {
            keytool(store, "own", algorithm, "CN=self", options);
            return pem(store, "own");
        });
    }

    /** For each of these names a key, its certificate, which bears the name, and that of the issuer they share. */
    public static List<String> issued(String... names) {
        return inStore(store -> {
            keytool(store, "issuer", "EC", "CN=issuer", "-ext", "bc:c", "-validity", "10");
            List<String> all = new ArrayList<>();
            for (String name : names) {
                keytool(
                        store,
                        name,
                        "EC",
                        "CN=not " + name,
                        "-signer",
                        "issuer",
                        "-ext",
                        "san=dns:" + name,
                        "-validity",
                        "10");
                all.add(pem(store, name));
            }
            return all;
        });
    }

    /** A block of PEM text. */
    public static String block(String label, byte[] octets) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(Path store) throws IOException, GeneralSecurityException, InterruptedException;
    }

    private static <T> T inStore(Work<T> work) {
        try {
            Path directory = Files.createTempDirectory("certificates");
            Path store = directory.resolve("store.p12");
            try {
                return work.run(store);
            } finally {
                Files.deleteIfExists(store);
                Files.delete(directory);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError("no certificate could be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static void keytool(Path store, String alias, String algorithm, String name, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                alias,
                "-keyalg",
                algorithm,
                "-dname",
                name));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
    }

    private static String pem(Path file, String alias) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        Key key = store.getKey(alias, PASSWORD.toCharArray());
        StringBuilder text = new StringBuilder(block("PRIVATE KEY", key.getEncoded()));
        for (Certificate certificate : store.getCertificateChain(alias)) {
            text.append(block("CERTIFICATE", certificate.getEncoded()));
        }
        return text.toString();
    }
}
