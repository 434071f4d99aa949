package io.loommp.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What a node shows to others and whom it trusts, both out of one PEM text: a private key, its certificate, and
 * certificates that others' must chain to. Nothing that the JDK trusts counts.
 *
 * <p><b>Threads:</b> any.
 */
public final class TlsIdentity implements TlsSessions {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final String FORWARD_SECRET_AEAD =
            "TLS_(AES|CHACHA20)_.*|TLS_(ECDHE|DHE)_(RSA|ECDSA)_WITH_(AES_(128|256)_GCM_.*|CHACHA20_POLY1305_.*)";
    private static final int SESSION_SECONDS = 1; // nobody comes back later without showing a certificate again
    private static final char[] NO_PASSWORD = {};

    private final SSLContext context;
    private final Instant validUntil;

    private TlsIdentity(SSLContext context, Instant validUntil) {
        this.context = context;
        this.validUntil = validUntil;
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException naming what is wrong or missing, with nothing of the key
     */
    public static TlsIdentity parse(String pem) {
        PrivateKey key = null;
        Set<X509Certificate> certificates = new LinkedHashSet<>();
        for (PemBlock block : PemBlock.parse(pem)) {
            if (block.isCertificate()) {
                certificates.add(certificate(block));
            } else if (block.isPrivateKey()) {
                if (key != null) {
                    throw new IllegalArgumentException("cert: there is more than one private key");
                }
                key = PrivateKeys.decode(block);
            }
        }
        if (key == null) {
            throw new IllegalArgumentException("cert: there is no private key");
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("cert: there is no certificate");
        }
        try {
            return new TlsIdentity(context(key, certificates), firstEnd(certificates));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("cert: this Java cannot use it: " + e.getMessage(), e);
        }
    }

    private static Instant firstEnd(Set<X509Certificate> certificates) {
        return certificates.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /** When the first of its certificates ends to be valid. */
    public Instant validUntil() {
        return validUntil;
    }

    private static X509Certificate certificate(PemBlock block) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            if (factory.generateCertificate(new ByteArrayInputStream(block.octets())) instanceof X509Certificate x509) {
                return x509;
            }
            throw new IllegalArgumentException("cert: a certificate is none of X.509");
        } catch (CertificateException e) {
            throw new IllegalArgumentException("cert: a certificate cannot be read: " + e.getMessage(), e);
        }
    }

    private static SSLContext context(PrivateKey key, Set<X509Certificate> certificates)
            throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers(key, chain(key, certificates)), trustManagers(certificates), null);
        context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
        return context;
    }

    private static KeyManager[] keyManagers(PrivateKey key, List<X509Certificate> chain)
            throws GeneralSecurityException, IOException {
        KeyStore keys = emptyStore();
        keys.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(keys, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trustManagers(Set<X509Certificate> certificates)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = emptyStore();
        for (X509Certificate certificate : certificates) {
            trusted.setCertificateEntry("trusted" + trusted.size(), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(trusted);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return new TrustManager[] {new ValidNow(x509)};
            }
        }
        throw new GeneralSecurityException("it has no trust manager for X.509");
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** The certificate of the key, and those it was issued by. */
    private static List<X509Certificate> chain(PrivateKey key, Set<X509Certificate> certificates)
            throws GeneralSecurityException {
        X509Certificate next = owner(key, certificates);
        List<X509Certificate> chain = new ArrayList<>();
        while (next != null && !chain.contains(next)) {
            chain.add(next);
            next = issuer(next, certificates);
        }
        return chain;
    }

    private static X509Certificate owner(PrivateKey key, Set<X509Certificate> certificates)
            throws GeneralSecurityException {
        for (X509Certificate certificate : certificates) {
            if (isPair(key, certificate.getPublicKey())) {
                return certificate;
            }
        }
        throw new IllegalArgumentException("cert: none of the certificates belongs to the private key");
    }

    private static boolean isPair(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        byte[] anything = {1};
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        signature.initSign(key);
        signature.update(anything);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(anything);
        return signature.verify(signed);
    }

    private static @Nullable X509Certificate issuer(X509Certificate of, Set<X509Certificate> certificates) {
        return certificates.stream()
                .filter(other -> other.getSubjectX500Principal().equals(of.getIssuerX500Principal()))
                .filter(other -> isSignedBy(of, other))
                .findFirst()
                .orElse(null);
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public TlsSession open(boolean client) {
        return new TlsSession(engine(client));
    }

    SSLEngine engine(boolean client) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setCipherSuites(Arrays.stream(parameters.getCipherSuites())
                .filter(suite -> suite.matches(FORWARD_SECRET_AEAD))
                .toArray(String[]::new));
        parameters.setNeedClientAuth(true);
        engine.setSSLParameters(parameters);
        return engine;
    }
}
