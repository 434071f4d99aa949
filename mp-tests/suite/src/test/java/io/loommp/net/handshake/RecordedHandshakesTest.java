package io.loommp.net.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.net.recorded.Recording;
import io.loommp.net.recorded.Recording.Proof;
import java.nio.ByteBuffer;
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

    private static final Authenticator TLS =
            new Authenticator(null, new Admission(Admission.Tls.OFF, List.of(), List.of(), false));

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

    @Test
    void theDigestsWithinTls_areWhatWeCompute_andTheLowerNonceIsTheClient() {
        List<Proof> both = proofs("tls_sha3_512", Method.TLS_SHA3_512);

        assertThat(both).hasSize(2);
        assertThat(both).allMatch(proof -> isProof(TLS, proof));
        assertThat(both)
                .noneMatch(proof ->
                        TLS.isProof(Method.TLS_SHA3_512, octets(proof.digest()), lines(proof, 2), lines(proof, 0)));
        Proof client = both.get(0); // as recorded
        Admission admission =
                new Admission(Admission.Tls.ON, List.of(Method.TLS_SHA3_512), List.of(Method.TLS_SHA3_512), false);
        LocalNode local =
                new LocalNode("tb", "test", List.of("cbor", "json"), new Authenticator(null, admission), role -> {
                    throw new AssertionError("no session is begun here");
                });
        String nonce = new String(lines(client, 2).nonce(), StandardCharsets.US_ASCII);
        Handshake server = new Handshake(local, "there", nonce, node -> false);
        String said = client.input().substring(0, client.input().indexOf("\naemp;1;tb;") + 1);
        assertThat(server.receive(ByteBuffer.wrap(octets(said)), line -> {})).isFalse();
        assertThat(server.wantsTls()).isTrue();
        assertThat(server.isTlsClient()).isFalse();
    }

    private static List<Proof> hmacs(String recording) {
        return proofs(recording, Method.HMAC_SHA3_512);
    }

    private static List<Proof> proofs(String recording, Method method) {
        return Recording.read(recording).connections().stream()
                .flatMap(Recording.Connection::proofs)
                .filter(proof -> proof.method().equals(method.text()))
                .toList();
    }

    private static boolean isProof(Authenticator authenticator, Proof proof) {
        Method method = Method.of(proof.method()).orElseThrow();
        return authenticator.isProof(method, octets(proof.digest()), lines(proof, 0), lines(proof, 2));
    }

    private static Lines lines(Proof proof, int first) {
        String[] lines = proof.input().split("\n", -1);
        assertThat(lines).as("four lines, each with its end").hasSize(5);
        return new Lines(octets(lines[first]), octets(lines[first + 1]));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
