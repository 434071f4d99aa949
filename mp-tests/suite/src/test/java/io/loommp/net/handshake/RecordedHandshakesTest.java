package io.loommp.net.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.loommp.net.recorded.Recording;
import io.loommp.net.recorded.Recording.Proof;
import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The handshakes of real nodes: their digests computed again, and our side in the place of each of theirs. */
@Timeout(30)
class RecordedHandshakesTest {
    private static final Authenticator SECRET = new Authenticator("geheim".getBytes(StandardCharsets.US_ASCII));
    private static final Authenticator OTHER = new Authenticator("falsch".getBytes(StandardCharsets.US_ASCII));

    private static final Authenticator TLS =
            new Authenticator(null, new Admission(Admission.Tls.OFF, List.of(), List.of(), false));

    private static final Authenticator TLS_ON = new Authenticator(
            null, new Admission(Admission.Tls.ON, List.of(Method.TLS_SHA3_512), List.of(Method.TLS_SHA3_512), false));

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
        assertThat(isProof(SECRET, new Proof(proof.method(), changed, proof.input(), true, "")))
                .isFalse();
        assertThat(isProof(
                        SECRET,
                        new Proof(proof.method(), proof.digest().toUpperCase(Locale.ROOT), proof.input(), true, "")))
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
        assertThat(both).allSatisfy(proof -> {
            Handshake handshake = inThePlaceOfTheOneWhoProves(proof, TLS_ON);
            assertThat(handshake.receive(ByteBuffer.wrap(greeting(proof, 2)), line -> {}))
                    .isFalse();
            assertThat(handshake.wantsTls()).isTrue();
            assertThat(handshake.isTlsClient()).isEqualTo(proof.equals(both.get(0))); // as recorded
            List<byte[]> said = new ArrayList<>();
            handshake.secured(name -> false, said::add);
            assertThat(text(said.get(0))).startsWith("tls_sha3_512;").endsWith(";cbor\n");
        });
    }

    // ---- our handshake in the place of each side ----

    /** The digests themselves are over what a node says of itself, and ours says its own: they are made anew. */
    @TestFactory
    Stream<DynamicTest> inEitherPlace_weChooseAsRecorded_andKnowWhoHasTheSecret() {
        return Recording.NAMES.stream()
                .flatMap(name -> Recording.read(name).connections().stream()
                        .filter(connection -> connection.proofs().count() == 2)
                        .flatMap(connection -> Stream.of(true, false)
                                .map(isClient -> DynamicTest.dynamicTest(
                                        name + (isClient ? ", the client" : ", the server"),
                                        () -> play(connection, isClient)))));
    }

    private static void play(Recording.Connection connection, boolean isClient) {
        Proof client = Objects.requireNonNull(connection.clientProof());
        Proof server = Objects.requireNonNull(connection.serverProof());
        Proof own = isClient ? client : server;
        Proof others = isClient ? server : client;
        Handshake handshake = inThePlaceOfTheOneWhoProves(own, secretOf(own));
        List<byte[]> said = new ArrayList<>();

        assertThat(handshake.receive(ByteBuffer.wrap(greeting(own, 2)), said::add))
                .isFalse();
        assertThat(handshake.node()).isEqualTo(isClient ? connection.serverNode() : connection.clientNode());
        assertThat(said).hasSize(1);
        assertThat(text(said.get(0))).startsWith(own.method() + ';').endsWith(';' + own.framing() + '\n');

        String[] opening = text(handshake.opening()).split("\n", -1);
        String digest = secretOf(others)
                .proof(Method.HMAC_SHA3_512, lines(own, 2), new Lines(octets(opening[0]), octets(opening[1])));
        ByteBuffer proof = ByteBuffer.wrap(octets(others.method() + ';' + digest + ';' + others.framing() + '\n'));
        if (Objects.equals(own.matchesSecret(), others.matchesSecret())) {
            assertThat(handshake.receive(proof, said::add)).isTrue();
            assertThat(handshake.receiving()).isEqualTo(others.framing());
        } else {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> handshake.receive(proof, said::add))
                    .returns(Code.WRONG_SECRET, ProtocolException::code);
        }
        assertThat(said).as("nothing behind the proof").hasSize(1);
    }

    private static Authenticator secretOf(Proof proof) {
        return Boolean.TRUE.equals(proof.matchesSecret()) ? SECRET : OTHER;
    }

    /** With the id, the nonce and the framings that were recorded, but for the one that only Perl has. */
    private static Handshake inThePlaceOfTheOneWhoProves(Proof proof, Authenticator authenticator) {
        String[] fields = text(lines(proof, 0).greeting()).split(";", -1);
        List<String> framings = Stream.of(fields[4].split(",", -1))
                .filter(framing -> !framing.equals("storable"))
                .toList();
        LocalNode local = new LocalNode(fields[2], "test", framings, authenticator, role -> {
            throw new AssertionError("no session is begun here");
        });
        return new Handshake(local, "there", text(lines(proof, 0).nonce()), node -> false);
    }

    private static byte[] greeting(Proof proof, int first) {
        Lines lines = lines(proof, first);
        return octets(text(lines.greeting()) + '\n' + text(lines.nonce()) + '\n');
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
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
