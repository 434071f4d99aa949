package io.loommp.net.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    // of a recorded session between two nodes of AnyEvent::MP 2.02, secret "geheim"
    private static final String ALPHA_1 =
            "aemp;1;alpha;tls_sha3_512,hmac_sha3_512,tls_anon,cleartext;json;mproto=1;gproto=1;peeraddr=127.0.0.1:50366;provider=AE-2.02";
    private static final String ALPHA_2 =
            "dEgfs0G2wmXoHzvqErERAVF523knS6vdSqZG9sivKwoYpqNe9ZfNEf+blJ/1ojiLWRayeasmAjNuDabmkvWZ/KHD";
    private static final String BETA_1 =
            "aemp;1;beta;tls_sha3_512,hmac_sha3_512,tls_anon,cleartext;json;provider=AE-2.02;peeraddr=127.0.0.1:4110;mproto=1;gproto=1";
    private static final String BETA_2 =
            "Fg3vAguKACbXkikgqZ1gpPOXwlYi96eZoRB7P+mI7ECdI0NoxnpXSBK+rhgaUPJQgVOapCXJbgyueKSaLumSuR23";
    private static final String ALPHA_PROOF =
            "7017df02ccb2617869ef6084e82b0b78d4ad6ac0c7b52d04315935a6d0341a8759f0a756aece2d0fbd75e01c2457e46d309f63496948a54fb7cad40a5f8c235a";

    private static final String GREETING = "aemp;1;peer;hmac_sha3_512;json\n";

    private final List<String> asked = new ArrayList<>();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private boolean connected;

    private Handshake handshake(String node, String secret) {
        return new Handshake(
                new LocalNode(node, "LoomMP-test", List.of("json"), new Authenticator(octets(secret))),
                "127.0.0.1:4040",
                Handshake.newNonce(RandomGenerator.getDefault()),
                new Handshake.Peers() {
                    @Override
                    public boolean isConnected(String peer) {
                        asked.add(peer);
                        return connected;
                    }

                    @Override
                    public boolean isOwnNonce(String nonce) {
                        return nonce.equals("said here");
                    }
                });
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private boolean receive(Handshake handshake, String text) {
        return handshake.receive(ByteBuffer.wrap(octets(text)), sent::writeBytes);
    }

    private Code refusal(String text) {
        return refusal(handshake("me", "geheim"), text);
    }

    private Code refusal(Handshake handshake, String text) {
        try {
            receive(handshake, text);
        } catch (ProtocolException e) {
            return e.code();
        }
        throw new AssertionError("not refused: " + text);
    }

    @Test
    void theProofIsThatOfTheRecordedSession() {
        Lines alpha = new Lines(octets(ALPHA_1), octets(ALPHA_2));
        Lines beta = new Lines(octets(BETA_1), octets(BETA_2));
        Authenticator authenticator = new Authenticator(octets("geheim"));

        assertThat(authenticator.proof(Method.HMAC_SHA3_512, alpha, beta)).isEqualTo(ALPHA_PROOF);
        assertThat(authenticator.isProof(Method.HMAC_SHA3_512, octets(ALPHA_PROOF), alpha, beta))
                .isTrue();
        assertThat(authenticator.isProof(Method.HMAC_SHA3_512, octets(ALPHA_PROOF), beta, alpha))
                .isFalse();
        assertThat(new Authenticator(octets("falsch")).isProof(Method.HMAC_SHA3_512, octets(ALPHA_PROOF), alpha, beta))
                .isFalse();
    }

    @Test
    void ofTheListsOfAGreetingOnlyTheFirstCommonEntryIsKept() {
        String many = "x,".repeat(1000);
        byte[] line = octets("aemp;1;peer;" + many + "hmac_sha3_512," + many + ";" + many);

        assertThat(Greeting.parse(line, Admission.BY_SECRET, List.of("json")))
                .isEqualTo(new Greeting("peer", false, Method.HMAC_SHA3_512, null, false));
    }

    @Test
    void theOpeningIsTwoLines() {
        String[] lines = new String(handshake("me", "geheim").opening(), StandardCharsets.UTF_8).split("\n", -1);

        assertThat(lines).hasSize(3);
        assertThat(lines[0])
                .isEqualTo(
                        "aemp;1;me;hmac_sha3_512;json;provider=LoomMP-test;peeraddr=127.0.0.1:4040;mproto=1;gproto=1;oneproof=1");
        assertThat(lines[1]).hasSize(88).matches("[A-Za-z0-9+/]+");
        assertThat(lines[2]).isEmpty();
    }

    @Test
    void aProofThatIsHeldBackIsSentWhenItsTurnHasCome_theOtherSidesMayComeBefore() {
        List<Object> asked = new ArrayList<>();
        Handshake held = new Handshake(
                new LocalNode("held", "LoomMP-test", List.of("json"), new Authenticator(octets("geheim"))),
                "x",
                "our nonce",
                new Handshake.Peers() {
                    @Override
                    public boolean isConnected(String node) {
                        return false;
                    }

                    @Override
                    public boolean mayProve(String ownNonce, String otherNonce, boolean othersHoldBack) {
                        asked.addAll(List.of(ownNonce, otherNonce, othersHoldBack));
                        return false;
                    }
                });
        Handshake other = handshake("other", "geheim");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        byte[] opening = other.opening();
        assertThat(held.receive(ByteBuffer.wrap(opening), said::writeBytes)).isFalse();
        assertThat(said.size()).isZero();
        String nonce = new String(opening, StandardCharsets.UTF_8).split("\n", -1)[1];
        assertThat(asked).containsExactly("our nonce", nonce, true);

        other.receive(ByteBuffer.wrap(held.opening()), sent::writeBytes);
        assertThat(held.receive(ByteBuffer.wrap(sent.toByteArray()), said::writeBytes))
                .isFalse();
        assertThat(held.isProven()).isTrue();
        assertThat(held.isThrough()).isFalse();
        assertThat(said.size()).isZero();

        held.prove(said::writeBytes);
        assertThat(held.isThrough()).isTrue();
        assertThat(other.receive(ByteBuffer.wrap(said.toByteArray()), sent::writeBytes))
                .isTrue();
        assertThatIllegalStateException().isThrownBy(() -> held.prove(said::writeBytes));
    }

    @Test
    void twoSidesWithOneSecretAreReady_howeverTheStreamIsSplit() {
        for (int chunk : new int[] {1, 7, 4096}) {
            Handshake a = handshake("a", "geheim");
            Handshake b = handshake("b", "geheim");
            assertThat(converse(a, b, chunk)).isTrue();
            assertThat(a.node()).isEqualTo("b");
            assertThat(b.node()).isEqualTo("a");
        }
    }

    /** Carries octets to and fro in chunks until both are ready or nothing moves. */
    private static boolean converse(Handshake a, Handshake b, int chunk) {
        ByteArrayOutputStream toA = new ByteArrayOutputStream();
        ByteArrayOutputStream toB = new ByteArrayOutputStream();
        toB.writeBytes(a.opening());
        toA.writeBytes(b.opening());
        boolean readyA = false;
        boolean readyB = false;
        while (toA.size() > 0 || toB.size() > 0) {
            readyA |= carry(toA, a, toB, chunk);
            readyB |= carry(toB, b, toA, chunk);
        }
        return readyA && readyB;
    }

    private static boolean carry(ByteArrayOutputStream from, Handshake to, ByteArrayOutputStream back, int chunk) {
        byte[] all = from.toByteArray();
        from.reset();
        boolean ready = false;
        for (int at = 0; at < all.length; at += chunk) {
            ready |= to.receive(ByteBuffer.wrap(all, at, Math.min(chunk, all.length - at)), back::writeBytes);
        }
        return ready;
    }

    @Test
    void withAnotherSecretBothRefuse_andBothHaveSentTheirProof() {
        Handshake a = handshake("a", "geheim");
        Handshake b = handshake("b", "falsch");
        ByteArrayOutputStream proofA = new ByteArrayOutputStream();
        ByteArrayOutputStream proofB = new ByteArrayOutputStream();
        a.receive(ByteBuffer.wrap(b.opening()), proofA::writeBytes);
        b.receive(ByteBuffer.wrap(a.opening()), proofB::writeBytes);

        assertThat(refusal(a, proofB.toString(StandardCharsets.UTF_8))).isEqualTo(Code.WRONG_SECRET);
        assertThat(refusal(b, proofA.toString(StandardCharsets.UTF_8))).isEqualTo(Code.WRONG_SECRET);
    }

    @Test
    void whatStandsBehindTheLastLineIsLeft() {
        Handshake a = handshake("a", "geheim");
        Handshake b = handshake("b", "geheim");
        a.receive(ByteBuffer.wrap(b.opening()), sent::writeBytes);
        b.receive(ByteBuffer.wrap(a.opening()), proof -> {
            ByteBuffer in = ByteBuffer.wrap(
                    (new String(proof, StandardCharsets.UTF_8) + "[\"\"]").getBytes(StandardCharsets.UTF_8));
            assertThat(a.receive(in, sent::writeBytes)).isTrue();
            assertThat(in.remaining()).isEqualTo("[\"\"]".length());
        });
    }

    @Test
    void linesMayEndWithCrLf_butNotWithCrAlone() {
        Handshake handshake = handshake("me", "geheim");
        assertThat(receive(handshake, "aemp;1;peer;hmac_sha3_512;json\r\nnonce\r\n"))
                .isFalse();
        assertThat(sent.toString(StandardCharsets.UTF_8))
                .startsWith("hmac_sha3_512;")
                .endsWith(";json\n");

        assertThat(refusal("aemp;1;peer\r;hmac_sha3_512;json\n")).isEqualTo(Code.BAD_NODE_ID);
    }

    @Test
    void aLineHas4096OctetsAtMost_withItsEnd() {
        String fill = "x".repeat(LineReader.LINE_BYTES_MAX - GREETING.length() - ";k=".length());
        assertThat(receive(handshake("me", "geheim"), GREETING.strip() + ";k=" + fill + "\n"))
                .isFalse();
        assertThat(asked).containsExactly("peer");

        assertThat(refusal(GREETING.strip() + ";k=x" + fill + "\n")).isEqualTo(Code.LINE_TOO_LONG);
        assertThat(refusal("x".repeat(4096))).isEqualTo(Code.LINE_TOO_LONG);
    }

    @Test
    void greetingsThatAreNoneAreRefused() {
        assertThat(refusal("GET / HTTP/1.1\n")).isEqualTo(Code.FOREIGN_PROTOCOL);
        assertThat(refusal("aemp-dataconn;1;peer;hmac_sha3_512;json\n")).isEqualTo(Code.FOREIGN_PROTOCOL);
        assertThat(refusal("aemp;1abc;peer;hmac_sha3_512;json\n")).isEqualTo(Code.FOREIGN_PROTOCOL);
        assertThat(refusal("aemp;01;peer;hmac_sha3_512;json\n")).isEqualTo(Code.FOREIGN_PROTOCOL);
        assertThat(refusal("aemp;1;peer;hmac_sha3_512\n")).isEqualTo(Code.MALFORMED_LINE);
        assertThat(refusal("aemp;1;pe\0er;hmac_sha3_512;json\n")).isEqualTo(Code.MALFORMED_LINE);
        for (String id : List.of("", "a#b", "a,b", "a b", "a\u001bb", "\u00c3", "x".repeat(256))) {
            assertThat(refusal("aemp;1;" + id + ";hmac_sha3_512;json\n")).as(id).isEqualTo(Code.BAD_NODE_ID);
        }
    }

    @Test
    void connectedNodesAreRefusedAtLine1_afterTheIdIsKnown() {
        connected = true;
        assertThat(refusal(GREETING)).isEqualTo(Code.ALREADY_CONNECTED);

        assertThat(asked).containsExactly("peer");
        assertThat(sent.size()).isZero();
    }

    /** The nonce tells: what this node has said on the one end it hears on the other. */
    @Test
    void thisNodeItselfIsToldFromAnotherOneOfTheSameId() {
        assertThat(refusal("aemp;1;me;hmac_sha3_512;json\nsaid here\n")).isEqualTo(Code.SELF);
        assertThat(refusal("aemp;1;me;hmac_sha3_512;json\nsaid elsewhere\n")).isEqualTo(Code.SAME_ID);
        connected = true;
        assertThat(refusal("aemp;1;me;hmac_sha3_512;json\nsaid elsewhere\n")).isEqualTo(Code.SAME_ID);
        assertThat(sent.size()).isZero();
    }

    @Test
    void equalNoncesAreRefused_whateverLine1Says() {
        Handshake handshake = handshake("me", "geheim");
        String nonce = new String(handshake.opening(), StandardCharsets.UTF_8).split("\n", -1)[1];

        assertThat(refusal(handshake, GREETING + nonce + "\n")).isEqualTo(Code.ECHO);
        assertThat(sent.size()).isZero();
    }

    @Test
    void whoTakesNoneOfOurMethodsOrFramingsIsRefused() {
        assertThat(refusal("aemp;1;peer;tls_sha3_512,cleartext;json\nnonce\n")).isEqualTo(Code.NO_COMMON_METHOD);
        assertThat(refusal("aemp;1;peer;hmac_sha3_512;cbor,storable\nnonce\n")).isEqualTo(Code.NO_COMMON_FRAMING);
    }

    @Test
    void onlyTheOfferedMethodAndFramingAreAccepted() {
        assertThat(refusal(GREETING + "nonce\ncleartext;67656865696d;json\n")).isEqualTo(Code.NO_COMMON_METHOD);
        assertThat(refusal(GREETING + "nonce\ntls_anon;;json\n")).isEqualTo(Code.NO_COMMON_METHOD);
        assertThat(refusal(GREETING + "nonce\nhmac_sha3_512;\n")).isEqualTo(Code.MALFORMED_LINE);
        assertThat(refusal(GREETING + "nonce\nhmac_sha3_512;" + ALPHA_PROOF + ";json\n"))
                .isEqualTo(Code.WRONG_SECRET);
        assertThat(refusal(fixed(), proven("cbor"))).isEqualTo(Code.NO_COMMON_FRAMING);
    }

    /** What a peer says to {@code me} that knows the nonce of {@code me} beforehand, which no peer does. */
    @Test
    void eachSideWritesInTheFirstFramingOfTheOther_thatItHas() {
        Exchange exchange = new Exchange(List.of("json", "cbor"), List.of("cbor", "json"));

        assertThat(exchange.first.sending()).isEqualTo("cbor");
        assertThat(exchange.first.receiving()).isEqualTo("json");
        assertThat(exchange.second.sending()).isEqualTo("json");
        assertThat(exchange.second.receiving()).isEqualTo("cbor");
    }

    @Test
    void framingsThatOnlyOneSideHasDoNotCount() {
        Exchange exchange = new Exchange(List.of("json"), List.of("cbor", "json"));

        assertThat(List.of(exchange.first.sending(), exchange.first.receiving()))
                .containsOnly("json");
    }

    @Test
    void aFramingThatWasNotOfferedIsRefused_behindAGoodProof() {
        assertThat(refusal(fixed(), proven("cbor"))).isEqualTo(Code.NO_COMMON_FRAMING);
        assertThat(refusal(fixed(), proven("storable"))).isEqualTo(Code.NO_COMMON_FRAMING);
        assertThat(refusal(fixed(), proven(""))).isEqualTo(Code.NO_COMMON_FRAMING);
    }

    /** Two handshakes that talk to each other, to the end. */
    private static final class Exchange {
        final Handshake first;
        final Handshake second;

        Exchange(List<String> framingsOfFirst, List<String> framingsOfSecond) {
            first = side("first", framingsOfFirst);
            second = side("second", framingsOfSecond);
            ByteArrayOutputStream toFirst = new ByteArrayOutputStream();
            ByteArrayOutputStream toSecond = new ByteArrayOutputStream();
            toFirst.writeBytes(second.opening());
            second.receive(ByteBuffer.wrap(first.opening()), toFirst::writeBytes);
            assertThat(first.receive(ByteBuffer.wrap(toFirst.toByteArray()), toSecond::writeBytes))
                    .isTrue();
            assertThat(second.receive(ByteBuffer.wrap(toSecond.toByteArray()), toFirst::writeBytes))
                    .isTrue();
        }

        private static Handshake side(String id, List<String> framings) {
            LocalNode local = new LocalNode(id, "LoomMP-test", framings, new Authenticator(octets("geheim")));
            return new Handshake(local, "x", Handshake.newNonce(RandomGenerator.getDefault()), peer -> false);
        }
    }

    private String proven(String framing) {
        Handshake me = fixed();
        String[] mine = new String(me.opening(), StandardCharsets.UTF_8).split("\n", -1);
        Lines own = new Lines(octets(GREETING.strip()), octets("nonce"));
        String proof = new Authenticator(octets("geheim"))
                .proof(Method.HMAC_SHA3_512, own, new Lines(octets(mine[0]), octets(mine[1])));
        return GREETING + "nonce\nhmac_sha3_512;" + proof + ";" + framing + "\n";
    }

    private Handshake fixed() {
        return new Handshake(
                new LocalNode("me", "LoomMP-test", List.of("json"), new Authenticator(octets("geheim"))),
                "x",
                "fixed",
                peer -> false);
    }

    @Test
    void aProofHasLowerCaseDigits() {
        String said = proven("json");
        assertThat(receive(fixed(), said)).isTrue();

        int start = said.indexOf("hmac_sha3_512;", GREETING.length()) + "hmac_sha3_512;".length();
        String upper = said.substring(0, start)
                + said.substring(start, start + 128).toUpperCase(Locale.ROOT)
                + said.substring(start + 128);
        assertThat(refusal(fixed(), upper)).isEqualTo(Code.WRONG_SECRET);
    }

    @Test
    void noRefusalTellsWhatWasReceived() {
        assertThatThrownBy(() -> receive(handshake("me", "geheim"), "canary;1;canary;canary;canary\n"))
                .hasMessageNotContaining("canary");
        assertThatThrownBy(() -> receive(handshake("me", "geheim"), GREETING + "nonce\nhmac_sha3_512;canary;json\n"))
                .hasMessageNotContaining("canary")
                .hasMessageNotContaining("geheim");
    }
}
