package io.loommp.net.tls;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/* Private keys out of PEM blocks: PKCS#8, PKCS#1 ("RSA PRIVATE KEY") and SEC1 ("EC PRIVATE KEY"). */
final class PrivateKeys {
    private static final byte[] VERSION_0 = {Der.INTEGER, 1, 0};
    private static final byte[] RSA = { // SEQUENCE { 1.2.840.113549.1.1.1, NULL }
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
    }; // 1.2.840.10045.2.1
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private PrivateKeys() {}

    /** @throws IllegalArgumentException if it is encrypted, or no key of a kind that TLS uses; shows nothing of it */
    static PrivateKey decode(PemBlock block) {
        if (block.isEncrypted()) {
            throw new IllegalArgumentException("cert: the private key is encrypted; this node has nobody to ask for its"
                    + " password (openssl pkey -in FILE writes it plainly; keep it readable to its owner only)");
        }
        byte[] pkcs8 = switch (block.label()) {
            case "PRIVATE KEY" -> block.octets();
            case "RSA PRIVATE KEY" -> pkcs8(RSA, block.octets());
            case "EC PRIVATE KEY" -> pkcs8(Der.value(Der.SEQUENCE, EC, curve(block.octets())), block.octets());
            default -> throw new IllegalArgumentException("cert: a block " + block.label() + " is not understood");
        };
        return key(pkcs8);
    }

    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return Der.value(Der.SEQUENCE, VERSION_0, algorithm, Der.value(Der.OCTET_STRING, key));
    }

    @SuppressWarnings("UnusedException") // it may show octets of a key
    private static byte[] curve(byte[] sec1) {
        try {
            byte[] curve = Der.find(sec1, Der.CONTEXT_0);
            if (curve.length > 0) {
                return curve;
            }
        } catch (RuntimeException e) {
            throw unreadable();
        }
        throw new IllegalArgumentException("cert: the private key does not name its curve");
    }

    private static PrivateKey key(byte[] pkcs8) {
        for (String algorithm : ALGORITHMS) {
            PrivateKey key = key(algorithm, pkcs8);
            if (key != null) {
                return key;
            }
        }
        throw unreadable();
    }

    private static @Nullable PrivateKey key(String algorithm, byte[] pkcs8) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (NoSuchAlgorithmException | InvalidKeySpecException e) {
            return null; // a key of another kind
        }
    }

    private static IllegalArgumentException unreadable() {
        return new IllegalArgumentException(
                "cert: the private key is of no kind that is understood, which are RSA, EC and"
                        + " EdDSA keys as PKCS#8, PKCS#1 and SEC1");
    }
}
