package io.loommp.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** One who shows whatever certificate it has, or none, and believes everything. */
final class CredulousPeer {
    private static final char[] NO_PASSWORD = {};

    private CredulousPeer() {}

    static TlsSessions showing(@Nullable String pem) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(pem == null ? null : keys(pem), new TrustManager[] {new BelievesEverything()}, null);
            return client -> {
                SSLEngine engine = context.createSSLEngine();
                engine.setUseClientMode(client);
                return new TlsSession(engine);
            };
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError("no context", e);
        }
    }

    private static KeyManager[] keys(String pem) throws GeneralSecurityException, IOException {
        List<Certificate> chain = new ArrayList<>();
        PemBlock key = null;
        for (PemBlock block : PemBlock.parse(pem)) {
            if (block.isCertificate()) {
                chain.add(CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(block.octets())));
            } else {
                key = block;
            }
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "key", PrivateKeys.decode(Objects.requireNonNull(key)), NO_PASSWORD, chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static final class BelievesEverything implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            assertThat(chain).isNotEmpty();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            assertThat(chain).isNotEmpty();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
