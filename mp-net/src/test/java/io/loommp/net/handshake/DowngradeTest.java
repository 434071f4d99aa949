package io.loommp.net.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.net.handshake.Admission.Tls;
import io.loommp.net.tls.TlsSessions;
import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a peer can do to be let in with less than it should have: nothing. */
class DowngradeTest {
    private static final String SECRET = "geheim";
    private static final String HEX_SECRET = "67656865696d";
    private static final TlsSessions UNUSED = client -> {
        throw new AssertionError("no session is begun here");
    };

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Authenticator authenticator(Tls tls) {
        List<Method> methods = new ArrayList<>();
        if (tls != Tls.OFF) {
            methods.add(Method.TLS_SHA3_512);
        }
        if (tls != Tls.REQUIRED) {
            methods.add(Method.HMAC_SHA3_512);
        }
        return new Authenticator(octets(SECRET), new Admission(tls, methods, methods, false));
    }

    private static Handshake handshake(Authenticator authenticator, String nonce) {
        return new Handshake(
                new LocalNode("me", "test", List.of("json"), authenticator, UNUSED), "x", nonce, node -> false);
    }

    /** The lines of a side whose first the test writes; it knows the other nonce, as no peer does. */
    private static final class Peer {
        private final Lines own;
        private final Lines other;

        Peer(Handshake me, String greeting) {
            String[] mine = new String(me.opening(), StandardCharsets.UTF_8).split("\n", -1);
            own = new Lines(octets(greeting), octets("nonce"));
            other = new Lines(octets(mine[0]), octets(mine[1]));
        }

        String opening() {
            return text(own.greeting()) + "\n" + text(own.nonce()) + "\n";
        }

        private static String text(byte[] line) {
            return new String(line, StandardCharsets.ISO_8859_1);
        }

        /** A proof that is right for its method. */
        String proof(String method) {
            String data = Method.of(method)
                    .map(known -> new Authenticator(octets(SECRET)).proof(known, own, other))
                    .orElse("00".repeat(64));
            return method + ";" + data + ";json\n";
        }
    }

    private String outcome(Handshake me, String clear, String afterwards) {
        try {
            ByteBuffer in = ByteBuffer.wrap(octets(clear));
            boolean ready = me.receive(in, sent::writeBytes);
            if (me.wantsTls()) {
                assertThat(in.hasRemaining()).isFalse();
                assertThat(sent.size()).as("what is said in clear").isZero();
                me.secured(name -> false, sent::writeBytes);
            }
            ready |= me.receive(ByteBuffer.wrap(octets(afterwards)), sent::writeBytes);
            return ready ? "READY" : "WAITING";
        } catch (ProtocolException e) {
            return e.code().name();
        }
    }

    /** Security test T4: what this node holds of TLS, against what the peer tries. */
    @ParameterizedTest
    @CsvSource({
        // TLS, does the peer say tls=, its method, outcome
        "OFF, false, hmac_sha3_512, READY", // hides nothing: there is no TLS to hide
        "OFF, false, tls_anon, NO_COMMON_METHOD",
        "OFF, false, cleartext, NO_COMMON_METHOD",
        "OFF, true, hmac_sha3_512, READY", // an offer of TLS to who has none
        "OFF, false, tls_sha3_512, NO_COMMON_METHOD",
        "OFF, false, unknown, NO_COMMON_METHOD",
        "ON, false, hmac_sha3_512, READY", // hides it, and has the secret: a peer without a certificate
        "ON, true, tls_anon, NO_COMMON_METHOD",
        "ON, true, cleartext, NO_COMMON_METHOD",
        "ON, true, hmac_sha3_512, NO_COMMON_METHOD", // within TLS the certificate has to be bound to the lines
        "ON, false, tls_sha3_512, NO_COMMON_METHOD",
        "ON, true, unknown, NO_COMMON_METHOD",
        "REQUIRED, false, hmac_sha3_512, TLS_REQUIRED", // hides it
        "REQUIRED, true, tls_anon, NO_COMMON_METHOD",
        "REQUIRED, true, cleartext, NO_COMMON_METHOD",
        "REQUIRED, true, hmac_sha3_512, NO_COMMON_METHOD",
        "REQUIRED, false, tls_sha3_512, TLS_REQUIRED",
        "REQUIRED, true, unknown, NO_COMMON_METHOD",
    })
    void whatAPeerTriesEndsAsStated(Tls tls, boolean saysTls, String method, String outcome) {
        Handshake me = handshake(authenticator(tls), "fixed");
        String greeting = "aemp;1;peer;tls_sha3_512,hmac_sha3_512;json" + (saysTls ? ";tls=1.0" : "");
        Peer peer = new Peer(me, greeting);

        assertThat(outcome(me, peer.opening(), peer.proof(method))).isEqualTo(outcome);
        if (outcome.equals("TLS_REQUIRED")) {
            assertThat(sent.size()).as("no proof is said in clear").isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"ON", "REQUIRED"})
    void withTlsBothAreReadyByTheDigest(Tls tls) {
        Handshake me = handshake(authenticator(tls), "fixed");
        Peer peer = new Peer(me, "aemp;1;peer;tls_sha3_512,hmac_sha3_512;json;gproto=1;tls=1.0;x");

        assertThat(outcome(me, peer.opening(), peer.proof("tls_sha3_512"))).isEqualTo("READY");
        assertThat(sent.toString(StandardCharsets.UTF_8)).matches("tls_sha3_512;[0-9a-f]{128};json\n");
    }

    @ParameterizedTest
    @CsvSource({"1, true", "1.0, true", "1.7, true", "1., true", "10, false", "2.0, false", "0, false", "'', false"})
    void onlyTls1IsTls(String version, boolean isTls) {
        byte[] line = octets("aemp;1;peer;tls_sha3_512;json;tls=" + version);

        Greeting greeting = Greeting.parse(line, authenticator(Tls.ON).admission(), List.of("json"));
        assertThat(greeting.tls()).isEqualTo(isTls);
        assertThat(greeting.method()).isEqualTo(isTls ? Method.TLS_SHA3_512 : null);
    }

    @Test
    void thePeersOrderDecides_soThatOneWhoPutsHmacFirstCannotBeReachedOverTls() {
        Handshake me = handshake(authenticator(Tls.ON), "fixed");
        Peer peer = new Peer(me, "aemp;1;peer;hmac_sha3_512,tls_sha3_512;json;tls=1.0");

        assertThat(outcome(me, peer.opening(), "")).isEqualTo(Code.NO_COMMON_METHOD.name());
    }

    @Test
    void theGreetingOffersTlsIfThereIsACertificate() {
        assertThat(new String(handshake(authenticator(Tls.ON), "n").opening(), StandardCharsets.UTF_8))
                .startsWith("aemp;1;me;tls_sha3_512,hmac_sha3_512;json;")
                .contains(";tls=1.0\n");
        assertThat(new String(handshake(authenticator(Tls.REQUIRED), "n").opening(), StandardCharsets.UTF_8))
                .startsWith("aemp;1;me;tls_sha3_512;json;");
        assertThat(new String(handshake(authenticator(Tls.OFF), "n").opening(), StandardCharsets.UTF_8))
                .startsWith("aemp;1;me;hmac_sha3_512;json;")
                .doesNotContain("tls");
    }

    @Test
    void theLowerNonceIsTheClient_asOctets() {
        for (int round = 0; round < 100; round++) {
            Random random = new Random(round);
            Handshake a = handshake(authenticator(Tls.ON), Handshake.newNonce(random));
            Handshake b = new Handshake(
                    new LocalNode("b", "test", List.of("json"), authenticator(Tls.ON), UNUSED),
                    "x",
                    Handshake.newNonce(random),
                    node -> false);
            a.receive(ByteBuffer.wrap(b.opening()), sent::writeBytes);
            b.receive(ByteBuffer.wrap(a.opening()), sent::writeBytes);
            assertThat(a.isTlsClient()).isNotEqualTo(b.isTlsClient());
        }
        Handshake me = handshake(authenticator(Tls.ON), "a");
        me.receive(ByteBuffer.wrap(octets("aemp;1;peer;tls_sha3_512;json;tls=1\n\u00ff\n")), sent::writeBytes);
        assertThat(me.isTlsClient()).isTrue();
    }

    @Test
    void whatStandsBehindLine2IsLeftForTls() {
        Handshake me = handshake(authenticator(Tls.ON), "fixed");
        Peer peer = new Peer(me, "aemp;1;peer;tls_sha3_512;json;tls=1.0");
        ByteBuffer in = ByteBuffer.wrap(octets(peer.opening() + "\u0016\u0003\u0001 a record"));

        assertThat(me.receive(in, sent::writeBytes)).isFalse();
        assertThat(me.wantsTls()).isTrue();
        assertThat(in.get(in.position())).isEqualTo((byte) 0x16);
        assertThat(me.receive(in, sent::writeBytes))
                .as("and nothing is read in clear")
                .isFalse();
        assertThat(in.get(in.position())).isEqualTo((byte) 0x16);
    }

    @Test
    void aCertificateHasToBearTheIdIfThatIsAskedFor() {
        Authenticator asking = new Authenticator(
                null, new Admission(Tls.REQUIRED, List.of(Method.TLS_SHA3_512), List.of(Method.TLS_SHA3_512), true));
        for (String id : List.of("alpha", "alpha/X7")) {
            Handshake me = handshake(asking, "fixed");
            me.receive(
                    ByteBuffer.wrap(octets("aemp;1;" + id + ";tls_sha3_512;json;tls=1.0\nnonce\n")), sent::writeBytes);
            me.secured("alpha"::equals, sent::writeBytes);
            assertThat(sent.toString(StandardCharsets.UTF_8)).startsWith("tls_sha3_512;");
        }
        sent.reset();
        assertThat(outcome(handshake(asking, "fixed"), "aemp;1;beta;tls_sha3_512;json;tls=1.0\nnonce\n", ""))
                .isEqualTo(Code.TLS_FAILED.name());
        assertThat(sent.size()).isZero();
    }

    @Test
    void theWeakMethodsCountOnlyWhenTheyAreOn() {
        Authenticator lenient = new Authenticator(
                octets(SECRET),
                new Admission(
                        Tls.ON,
                        List.of(Method.values()),
                        List.of(Method.TLS_SHA3_512, Method.HMAC_SHA3_512, Method.TLS_ANON),
                        false));
        String clear = "aemp;1;peer;hmac_sha3_512;json\nnonce\n";
        String encrypted = "aemp;1;peer;tls_anon;json;tls=1.0\nnonce\n";

        assertThat(outcome(handshake(lenient, "n"), clear, "cleartext;" + HEX_SECRET + ";json\n"))
                .isEqualTo("READY");
        assertThat(outcome(handshake(lenient, "n"), clear, "cleartext;" + HEX_SECRET + "00;json\n"))
                .isEqualTo(Code.WRONG_SECRET.name());
        assertThat(outcome(handshake(lenient, "n"), clear, "tls_anon;;json\n")).isEqualTo(Code.NO_COMMON_METHOD.name());
        sent.reset();
        assertThat(outcome(handshake(lenient, "n"), encrypted, "tls_anon;;json\n"))
                .isEqualTo("READY");
        assertThat(sent.toString(StandardCharsets.UTF_8)).isEqualTo("tls_anon;;json\n");
        sent.reset();
        assertThat(outcome(handshake(lenient, "n"), encrypted, "tls_anon;x;json\n"))
                .isEqualTo(Code.WRONG_SECRET.name());
        sent.reset();
        assertThat(outcome(handshake(lenient, "n"), encrypted, "cleartext;" + HEX_SECRET + ";json\n"))
                .isEqualTo(Code.NO_COMMON_METHOD.name());
    }
}
