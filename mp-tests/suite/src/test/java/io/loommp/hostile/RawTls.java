package io.loommp.hostile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS as a {@link RawNode} speaks it: with a certificate or without one, and believing whatever the other side shows. */
final class RawTls {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z ]+)-----([^-]+)-----END");

    private final SSLContext context;

    private RawTls(SSLContext context) {
        this.context = context;
    }

    /** With a key and certificates as PEM text; with null it has none to show. */
    static RawTls of(@Nullable String pem) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(pem == null ? null : keys(pem), new TrustManager[] {new Credulous()}, null);
            return new RawTls(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyManager[] keys(String pem) throws GeneralSecurityException, IOException {
        PrivateKey key = null;
        List<Certificate> chain = new ArrayList<>();
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            byte[] octets = Base64.getMimeDecoder().decode(block.group(2));
            if (block.group(1).equals("CERTIFICATE")) {
                chain.add(
                        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(octets)));
            } else {
                key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(octets));
            }
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", key, new char[0], chain.toArray(new Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private static final class Credulous implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String algorithm) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String algorithm) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** The socket through which octets are encrypted; when this returns both sides have said what they have to say. */
    Socket over(Socket plain, boolean client) throws IOException {
        SSLSocket secured = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), false);
        secured.setUseClientMode(client);
        if (!client) {
            secured.setNeedClientAuth(true);
        }
        secured.startHandshake();
        return secured;
    }

    static String greeting(String id) {
        return "aemp;1;" + id + ";tls_sha3_512;json;tls=1.0";
    }

    static String digest(String... lines) {
        try {
            byte[] octets = (String.join("\n", lines) + '\n').getBytes(RawNode.OCTETS);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA3-512").digest(octets));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
