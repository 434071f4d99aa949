package io.loommp.net.tls;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/**
 * Makes the certificate that all nodes of a network may share: a new key of the curve P-256, and a certificate of it that it
 * has signed itself.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280">RFC 5280, section 4.1</a>
 */
public final class SelfSigned {
    private static final int BOOLEAN = 0x01;
    private static final int BIT_STRING = 0x03;
    private static final int OID = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SET = 0x31;
    private static final int CONTEXT_3 = 0xa3;
    private static final byte[] V3 = {2};
    private static final byte[] TRUE = {(byte) 0xff};
    private static final byte[] ECDSA_WITH_SHA256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02};
    private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};
    private static final byte[] BASIC_CONSTRAINTS = {0x55, 0x1d, 0x13};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int PEM_LINE = 64;

    private SelfSigned() {}

    /**
     * The certificate and then the key, as PEM text.
     *
     * @param name its common name
     * @param from when it begins to be valid
     * @param to when it ends to be
     */
    public static String pem(String name, Instant from, Instant to) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair pair = generator.generateKeyPair();
            byte[] content = content(name, from, to, pair);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate());
            signature.update(content);
            byte[] certificate = Der.value(Der.SEQUENCE, content, algorithm(), bits(signature.sign()));
            return block("CERTIFICATE", certificate)
                    + block("PRIVATE KEY", pair.getPrivate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no elliptic curves", e);
        }
    }

    private static byte[] content(String name, Instant from, Instant to, KeyPair pair) {
        byte[] subject = name(name);
        BigInteger serial = BigInteger.valueOf(from.toEpochMilli());
        return Der.value(
                Der.SEQUENCE,
                Der.value(Der.CONTEXT_0, Der.value(Der.INTEGER, V3)),
                Der.value(Der.INTEGER, serial.toByteArray()),
                algorithm(),
                subject,
                Der.value(Der.SEQUENCE, time(from), time(to)),
                subject,
                pair.getPublic().getEncoded(),
                Der.value(CONTEXT_3, Der.value(Der.SEQUENCE, isItsOwnIssuer())));
    }

    private static byte[] isItsOwnIssuer() {
        byte[] constraints = Der.value(Der.SEQUENCE, Der.value(BOOLEAN, TRUE));
        return Der.value(
                Der.SEQUENCE,
                Der.value(OID, BASIC_CONSTRAINTS),
                Der.value(BOOLEAN, TRUE),
                Der.value(Der.OCTET_STRING, constraints));
    }

    private static byte[] algorithm() {
        return Der.value(Der.SEQUENCE, Der.value(OID, ECDSA_WITH_SHA256));
    }

    private static byte[] name(String name) {
        byte[] attribute = Der.value(
                Der.SEQUENCE,
                Der.value(OID, COMMON_NAME),
                Der.value(UTF8_STRING, name.getBytes(StandardCharsets.UTF_8)));
        return Der.value(Der.SEQUENCE, Der.value(SET, attribute));
    }

    private static byte[] time(Instant time) {
        return Der.value(GENERALIZED_TIME, TIME.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] bits(byte[] octets) {
        return Der.value(BIT_STRING, new byte[1], octets); // no bit of the last octet is unused
    }

    private static String block(String label, byte[] octets) {
        String base64 = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(octets);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
