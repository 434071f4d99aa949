package io.loommp.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.net.Credentials;
import io.loommp.testing.Certificates;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node reads of PEM text. */
@Timeout(60)
class TlsIdentityTest {
    private static final byte[] VERSION_1 = {Der.INTEGER, 1, 1};

    private static byte[] key(String pem) {
        return PemBlock.parse(pem).get(0).octets();
    }

    private static String certificate(String pem) {
        return pem.substring(pem.indexOf("-----BEGIN CERTIFICATE"));
    }

    /** The key alone, as it stands inside PKCS#8. */
    private static byte[] inner(String pem) {
        return Der.find(key(pem), Der.OCTET_STRING);
    }

    /** With the name of its curve, as openssl writes it. */
    private static byte[] sec1(String pem) {
        byte[] algorithm = Der.find(key(pem), Der.SEQUENCE); // two identifiers of objects
        byte[] curve = Arrays.copyOfRange(algorithm, 2 + algorithm[1], algorithm.length);
        byte[] secret = Der.value(Der.OCTET_STRING, Der.find(inner(pem), Der.OCTET_STRING));
        return Der.value(Der.SEQUENCE, VERSION_1, secret, Der.value(Der.CONTEXT_0, curve));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void keysOfPkcs8AreUnderstood(String algorithm) {
        String pem = Certificates.selfSigned(algorithm, "-validity", "10");

        TlsPair.of(TlsIdentity.parse(pem), TlsIdentity.parse(pem)).establish();
        TlsPair.of(TlsIdentity.parse(pem.replace("\n", "\r\n")), TlsIdentity.parse("people's text\n" + pem))
                .establish();
    }

    @Test
    void olderFormsOfKeysAreUnderstood() {
        String rsa = Certificates.selfSigned("RSA", "-validity", "10");
        TlsIdentity pkcs1 = TlsIdentity.parse(certificate(rsa) + Certificates.block("RSA PRIVATE KEY", inner(rsa)));
        TlsPair.of(pkcs1, TlsIdentity.parse(rsa)).establish();

        String ec = Certificates.shared();
        TlsIdentity sec1 = TlsIdentity.parse(Certificates.block("EC PARAMETERS", new byte[] {6, 0})
                + Certificates.block("EC PRIVATE KEY", sec1(ec))
                + certificate(ec));
        TlsPair.of(sec1, TlsIdentity.parse(ec)).establish();
    }

    @Test
    void certificatesOfOneIssuerTrustEachOther_inWhateverOrderTheyStand() {
        List<String> both = Certificates.issued("alpha", "beta");
        String beta = both.get(1);
        int issuer = beta.lastIndexOf("-----BEGIN CERTIFICATE");
        String turned = beta.substring(issuer) + beta.substring(0, issuer);

        TlsPair.of(TlsIdentity.parse(both.get(0)), TlsIdentity.parse(turned)).establish();
    }

    private static void assertRefused(String pem, String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.ofPem(pem))
                .withMessageStartingWith("cert: ")
                .withMessageContaining(text);
    }

    @Test
    void whatIsWrongOrMissingIsNamed() {
        String pem = Certificates.shared();
        String keyBlock = pem.substring(0, pem.indexOf("-----BEGIN CERTIFICATE"));

        assertRefused("", "no private key");
        assertRefused(certificate(pem), "no private key");
        assertRefused(keyBlock, "no certificate");
        assertRefused(keyBlock + pem, "more than one private key");
        assertRefused(keyBlock + certificate(Certificates.other()), "belongs to the private key");
        assertRefused(Certificates.block("PRIVATE KEY", new byte[] {1, 2, 3}) + certificate(pem), "of no kind");
        assertRefused(Certificates.block("RSA PRIVATE KEY", new byte[] {1, 2, 3}) + certificate(pem), "of no kind");
        assertRefused(Certificates.block("EC PRIVATE KEY", new byte[] {1, 2, 3}) + certificate(pem), "of no kind");
        assertRefused(Certificates.block("EC PRIVATE KEY", inner(pem)) + certificate(pem), "curve");
        assertRefused(Certificates.block("DSA PRIVATE KEY", inner(pem)) + certificate(pem), "DSA PRIVATE KEY");
        assertRefused(keyBlock + Certificates.block("CERTIFICATE", new byte[] {1}), "certificate cannot be read");
        assertRefused("-----BEGIN PRIVATE KEY-----\n***\n-----END PRIVATE KEY-----\n", "no base64");
    }

    @Test
    void encryptedKeysAreRefusedWithAdvice() {
        String certificate = certificate(Certificates.shared());

        assertRefused(Certificates.block("ENCRYPTED PRIVATE KEY", new byte[] {1}) + certificate, "openssl pkey");
        assertRefused(
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAQID\n"
                        + "-----END RSA PRIVATE KEY-----\n" + certificate,
                "encrypted");
    }

    @Test
    void keysShowThemselvesNowhere() {
        byte[] canary = "S3CR3T-canary".getBytes(StandardCharsets.US_ASCII);
        String base64 = Base64.getEncoder().encodeToString(canary);

        assertThat(Credentials.ofPem(Certificates.shared())).hasToString("***");
        for (String label : List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")) {
            assertThatThrownBy(() ->
                            Credentials.ofPem(Certificates.block(label, canary) + certificate(Certificates.shared())))
                    .hasMessageNotContaining("canary")
                    .hasMessageNotContaining(base64)
                    .hasNoCause();
        }
    }

    @Test
    void onlyAlternativeNamesCount_notTheCommonName() {
        TlsIdentity alpha = TlsIdentity.parse(Certificates.issued("alpha").get(0));
        TlsPair pair = TlsPair.of(alpha, alpha);
        pair.establish();

        assertThat(pair.client().isNamed("alpha")).isTrue();
        assertThat(pair.server().isNamed("alpha")).isTrue();
        assertThat(pair.client().isNamed("ALPHA")).isFalse();
        assertThat(pair.client().isNamed("not alpha")).isFalse(); // its CN
        assertThat(pair.client().isNamed("CN=not alpha")).isFalse();
        TlsPair nameless =
                TlsPair.of(TlsIdentity.parse(Certificates.shared()), TlsIdentity.parse(Certificates.shared()));
        nameless.establish();
        assertThat(nameless.client().isNamed("self")).isFalse();
    }
}
