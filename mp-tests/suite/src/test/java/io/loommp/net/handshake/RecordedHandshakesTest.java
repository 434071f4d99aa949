package io.loommp.net.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.net.recorded.Recording;
import io.loommp.net.recorded.Recording.Proof;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The digests that real nodes have sent, computed again. */
@Timeout(30)
class RecordedHandshakesTest {
    private static final Authenticator SECRET = new Authenticator("geheim".getBytes(StandardCharsets.US_ASCII));
    private static final Authenticator OTHER = new Authenticator("falsch".getBytes(StandardCharsets.US_ASCII));

    @TestFactory
    Stream<DynamicTest> everyRecordedDigestIsWhatWeCompute() {
        return Recording.NAMES.stream()
                .flatMap(name -> hmacs(name).stream()
                        .map(proof -> DynamicTest.dynamicTest(name, () -> {
                            boolean matches = Objects.requireNonNull(proof.matchesSecret());
                            assertThat(isProof(SECRET, proof)).isEqualTo(matches);
                        })));
    }

    @Test
    void recordings_holdManyDigests_twoOfThemWithAnotherSecret() {
        List<Proof> all =
                Recording.NAMES.stream().flatMap(name -> hmacs(name).stream()).toList();

        assertThat(all).hasSizeGreaterThan(15);
        assertThat(all).filteredOn(proof -> isProof(OTHER, proof)).hasSize(2);
    }

    @Test
    void digestWithOneDigitChanged_isNoProof() {
        Proof proof = hmacs("pair_json").get(0);
        char last = proof.digest().charAt(127);
        String changed = proof.digest().substring(0, 127) + (last == '0' ? '1' : '0');

        assertThat(isProof(SECRET, proof)).isTrue();
        assertThat(isProof(SECRET, new Proof(proof.method(), changed, proof.input(), true)))
                .isFalse();
        assertThat(isProof(
                        SECRET,
                        new Proof(proof.method(), proof.digest().toUpperCase(Locale.ROOT), proof.input(), true)))
                .isFalse();
    }

    private static List<Proof> hmacs(String recording) {
        return Recording.read(recording).connections().stream()
                .flatMap(Recording.Connection::proofs)
                .filter(proof -> proof.method().equals("hmac_sha3_512"))
                .toList();
    }

    private static boolean isProof(Authenticator authenticator, Proof proof) {
        String[] lines = proof.input().split("\n", -1);
        assertThat(lines).as("four lines, each with its end").hasSize(5);
        return authenticator.isProof(
                octets(proof.digest()),
                new Lines(octets(lines[0]), octets(lines[1])),
                new Lines(octets(lines[2]), octets(lines[3])));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
