package io.loommp.net.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Security test T3: the time of a check does not tell where a proof is wrong. */
@Tag("long")
class AuthenticatorTimeTest {
    private static final int CHECKS = 20_000;
    private static final long NANOS_MAX = 200;

    private final Authenticator authenticator = new Authenticator(octets("geheim, und lang genug"));
    private final Lines prover = new Lines(octets("aemp;1;peer;hmac_sha3_512;json"), octets("nonce"));
    private final Lines checker = new Lines(octets("aemp;1;me;hmac_sha3_512;json"), octets("another"));

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] wrongAt(int index) {
        byte[] proof = octets(authenticator.proof(Method.HMAC_SHA3_512, prover, checker));
        proof[index] ^= 1;
        return proof;
    }

    private long nanosOf(byte[] proof) {
        long start = System.nanoTime();
        boolean right = authenticator.isProof(Method.HMAC_SHA3_512, proof, prover, checker);
        long nanos = System.nanoTime() - start;
        assertThat(right).isFalse();
        return nanos;
    }

    @Test
    void aProofThatIsWrongAtItsBeginningTakesAsLongAsOneThatIsWrongAtItsEnd() {
        byte[] first = wrongAt(0);
        byte[] last = wrongAt(127);
        long[] ofFirst = new long[CHECKS];
        long[] ofLast = new long[CHECKS];
        for (int round = 0; round < 2; round++) { // the first warms up
            for (int i = 0; i < CHECKS; i++) {
                ofFirst[i] = nanosOf(first);
                ofLast[i] = nanosOf(last);
            }
        }
        assertThat(Math.abs(median(ofFirst) - median(ofLast))).isLessThan(NANOS_MAX);
    }

    private static long median(long[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
