package io.loommp.hostile;

import static io.loommp.hostile.Attack.Outcome.CLOSED;
import static io.loommp.hostile.Attack.Outcome.OPEN;
import static io.loommp.hostile.RawNode.greeting;
import static io.loommp.hostile.RawNode.newNonce;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What strangers say before they have proven anything: S3, S4, S7, S8 and S10. */
final class HandshakeAttacks {
    private static final String PACKET = "[\"$canary\",\"let me in\"]";
    private static final String KILL = "[\"\",\"kil1\",\"$canary\",\"die\"]";

    private HandshakeAttacks() {}

    static List<Attack> all() {
        Attacks table = new Attacks();
        packetsBeforeTheProof(table.rule("S3"));
        lines(table.rule("S4"));
        echoes(table.rule("S7"));
        nodeIds(table.rule("S8"));
        proofs(table.rule("S10"));
        return table.all();
    }

    /** S3: nothing is decoded before the proof. */
    private static void packetsBeforeTheProof(Attacks t) {
        String nonce = newNonce();
        t.stranger("a packet and nothing else", CLOSED, PACKET + '\n');
        t.stranger("a packet in CBOR and nothing else", CLOSED, RawNode.cbor("$canary", "let me in") + '\n');
        t.stranger("a packet in front of the greeting", CLOSED, PACKET + greeting("$me") + '\n' + nonce + '\n');
        t.stranger(
                "a packet in the place of the nonce, and of the proof",
                CLOSED,
                greeting("$me") + '\n' + PACKET + '\n' + PACKET + '\n');
        t.stranger("a packet in the place of the proof", CLOSED, greeting("$me") + '\n' + nonce + '\n' + KILL + '\n');
        t.stranger(
                "an empty proof, and packets behind it",
                CLOSED,
                greeting("$me") + '\n' + nonce + "\n\n" + PACKET + KILL);
        t.stranger(
                "a wrong proof, and packets behind it",
                CLOSED,
                greeting("$me") + '\n' + nonce + "\nhmac_sha3_512;" + "0".repeat(128) + ";json\n" + PACKET + KILL);
        t.stranger(
                "a proof without digest, and packets behind it",
                CLOSED,
                greeting("$me") + '\n' + nonce + "\nhmac_sha3_512;;json\n" + KILL + PACKET);
        t.stranger(
                "packets behind a second greeting",
                CLOSED,
                greeting("$me") + '\n' + nonce + '\n' + greeting("$me") + '\n' + nonce + '\n' + KILL);
        t.stranger("the end of what is said, behind a packet", CLOSED, (raw, target) -> {
            raw.say(target.fill(greeting("$me") + '\n' + nonce + '\n' + PACKET, "x"));
            raw.endOutput();
        });
    }

    /** S4: lines of at most 4,096 octets, the fields of the first one as exact octets. */
    private static void lines(Attacks t) {
        String good = greeting("$me");
        t.stranger("a greeting of 4,097 octets", CLOSED, padded(good, 4096) + '\n');
        t.stranger("a greeting without an end", CLOSED, padded(good, 5000));
        t.stranger("a nonce of 4,097 octets", CLOSED, good + '\n' + "n".repeat(4096) + '\n');
        t.stranger("a proof of 4,097 octets", CLOSED, good + "\nnonce\n" + padded("hmac_sha3_512;0;json", 4096) + '\n');
        t.stranger("NUL in the greeting", CLOSED, good + "\0\n");
        t.stranger("NUL in the nonce", CLOSED, good + "\nnon\0ce\n");
        t.stranger("NUL in the proof", CLOSED, good + "\nnonce\nhmac\0\n");
        t.stranger("no fields", CLOSED, "\n");
        t.stranger("four fields", CLOSED, "aemp;1;$me;hmac_sha3_512\n");
        t.stranger("fields with commas", CLOSED, "aemp,1,$me,hmac_sha3_512,json\n");
        t.greeting("a lone CR for the end of the greeting", CLOSED, "aemp;1;$me;hmac_sha3_512;json\rnonce");
        t.greeting("another protocol", CLOSED, "aemq;1;$me;hmac_sha3_512;json");
        t.greeting("the protocol in capitals", CLOSED, "AEMP;1;$me;hmac_sha3_512;json");
        t.greeting("an extension of the protocol", CLOSED, "aemp-mysql;1;$me;hmac_sha3_512;json");
        t.greeting("an octet order mark", CLOSED, "\u00ef\u00bb\u00bfaemp;1;$me;hmac_sha3_512;json");
        for (String version : List.of("", "0", "2", "1.0", "01", "+1", "1abc", " 1", "1e0", "0x1")) {
            t.greeting("the version \"" + version + '"', CLOSED, "aemp;" + version + ";$me;hmac_sha3_512;json");
        }
        t.stranger("HTTP", CLOSED, "GET / HTTP/1.1\r\nHost: $target\r\n\r\n");
        t.stranger("TLS from the first octet on", CLOSED, "\u0016\u0003\u0001\0\u0005hello");
        t.stranger("SSH", CLOSED, "SSH-2.0-OpenSSH_9.6\r\n");
        // and what has to work
        t.add("4,096 octets with the end, and CR LF, are no attack", OPEN, target -> {
            RawNode raw = target.connect();
            String id = target.newId();
            String greeting = padded(greeting(id), 4094);
            String nonce = newNonce();
            raw.hear().say(greeting + "\r\n" + nonce + "\r\n");
            raw.say("hmac_sha3_512;" + raw.proof(target.secret(), greeting, nonce) + ";json\r\n");
            raw.line();
            return raw.as(id);
        });
    }

    private static String padded(String line, int length) {
        return line + ";pad=" + "x".repeat(length - line.length() - 5);
    }

    /** S7: what this node said proves nothing when it comes back. */
    private static void echoes(Attacks t) {
        t.stranger("both lines of the other side", CLOSED, (raw, target) -> {
            raw.hear();
            raw.say(raw.theirGreeting() + '\n' + raw.theirNonce() + '\n');
        });
        t.stranger("its nonce, behind another greeting", CLOSED, (raw, target) -> {
            String greeting = greeting(target.newId());
            raw.hear().say(greeting + '\n' + raw.theirNonce() + '\n');
            raw.trySay("hmac_sha3_512;" + raw.proof(target.secret(), greeting, raw.theirNonce()) + ";json\n");
        });
        t.stranger("its nonce with CR LF", CLOSED, (raw, target) -> {
            String greeting = greeting(target.newId());
            raw.hear().say(greeting + '\n' + raw.theirNonce() + "\r\n");
            raw.trySay("hmac_sha3_512;" + raw.proof(target.secret(), greeting, raw.theirNonce()) + ";json\n");
        });
        t.greeting("its node id, with the right secret", CLOSED, "aemp;1;$target;hmac_sha3_512;json");
        t.greeting("its node id, as another software", CLOSED, "aemp;1;$target;hmac_sha3_512;json;provider=other");
        t.greeting("its node id, and framings that differ", CLOSED, "aemp;1;$target;cleartext,hmac_sha3_512;cbor,json");
        t.stranger("its own proof", CLOSED, (raw, target) -> {
            raw.hear().say(greeting(target.newId()) + '\n' + newNonce() + '\n');
            raw.say(raw.line() + '\n');
        });
        t.stranger("the proof of another connection to it, passed on both ways", CLOSED, (raw, target) -> {
            RawNode other = target.connect().hear();
            raw.hear();
            raw.trySay(other.theirGreeting() + '\n' + other.theirNonce() + '\n');
            other.trySay(raw.theirGreeting() + '\n' + raw.theirNonce() + '\n');
            try {
                raw.trySay(other.line() + '\n');
                other.trySay(raw.line() + '\n');
            } catch (IOException e) {
                assertThat(other.isClosedWithin(Duration.ofSeconds(2))).isTrue();
            }
        });
        t.stranger("a session that was good, once more", CLOSED, (raw, target) -> {
            String greeting = greeting(target.newId());
            String nonce = newNonce();
            String said = greeting + '\n' + nonce + '\n';
            try (RawNode first = RawNode.connect(target.address()).hear()) {
                String proof = "hmac_sha3_512;" + first.proof(target.secret(), greeting, nonce) + ";json\n";
                first.say(said + proof);
                first.line();
                said += proof;
            }
            raw.hear().say(said);
        });
        t.stranger("no nonce at all, with the proof that there would be without one", CLOSED, (raw, target) -> {
            String greeting = greeting(target.newId());
            raw.hear().say(greeting + "\n\n");
            raw.trySay("hmac_sha3_512;" + RawNode.hmac(octets(target.secret()), greeting, raw.theirGreeting())
                    + ";json\n");
        });
    }

    private static byte[] octets(String text) {
        return text.getBytes(RawNode.OCTETS);
    }

    /** S8: what a node may be called. */
    private static void nodeIds(Attacks t) {
        id(t, "no id", "");
        id(t, "an id of 256 octets", "x".repeat(256));
        id(t, "an id of 3,000 octets", "x".repeat(3000));
        id(t, "an id with a hash", "a#b");
        id(t, "an id that is a port's", "$target#$canary");
        id(t, "an id with a comma", "a,b");
        id(t, "an id with a space", "a b");
        id(t, "an id with a tab", "a\tb");
        id(t, "an id with CR", "a\rb");
        id(t, "an id with ESC", "\u001b[31ma");
        id(t, "an id with DEL", "a\u007f");
        id(t, "an id that is no UTF-8", "\u00ff\u00fe");
        id(t, "an id with a cut off character", "a\u00c3");
        id(t, "an id with an overlong form", "\u00c0\u00af");
        id(t, "an id with a surrogate", "\u00ed\u00a0\u0080");
        id(t, "an id with U+2028", utf8("a\u2028b"));
        id(t, "an id with a no-break space", utf8("a\u00a0b"));
        id(t, "an id with U+0085", utf8("a\u0085b"));
    }

    private static void id(Attacks t, String what, String id) {
        t.greeting(what, CLOSED, "aemp;1;" + id + ";hmac_sha3_512;json");
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), RawNode.OCTETS);
    }

    /** S10: the secret is proven by a method that was offered, and in one way only. */
    private static void proofs(Attacks t) {
        t.proof(
                "the secret in clear text",
                CLOSED,
                (raw, target, g, n) -> "cleartext;" + HexFormat.of().formatHex(octets(target.secret())) + ";json");
        t.proof(
                "a digest that needs no secret, without TLS",
                CLOSED,
                (raw, target, g, n) -> "tls_sha3_512;" + digest(g, n, raw.theirGreeting(), raw.theirNonce()) + ";json");
        t.proof("nothing, as if by TLS", CLOSED, (raw, target, g, n) -> "tls_anon;;json");
        t.proof("another method", CLOSED, (raw, target, g, n) -> "none;" + raw.proof(target.secret(), g, n) + ";json");
        t.proof(
                "the method in capitals",
                CLOSED,
                (raw, target, g, n) -> "HMAC_SHA3_512;" + raw.proof(target.secret(), g, n) + ";json");
        t.proof(
                "the digest in capitals",
                CLOSED,
                (raw, target, g, n) ->
                        "hmac_sha3_512;" + raw.proof(target.secret(), g, n).toUpperCase(Locale.ROOT) + ";json");
        t.proof(
                "a digit less",
                CLOSED,
                (raw, target, g, n) ->
                        "hmac_sha3_512;" + raw.proof(target.secret(), g, n).substring(1) + ";json");
        t.proof(
                "a digit more",
                CLOSED,
                (raw, target, g, n) -> "hmac_sha3_512;" + raw.proof(target.secret(), g, n) + "0;json");
        t.proof(
                "a space in front of the digest",
                CLOSED,
                (raw, target, g, n) -> "hmac_sha3_512; " + raw.proof(target.secret(), g, n) + ";json");
        t.proof("another secret", CLOSED, (raw, target, g, n) -> "hmac_sha3_512;" + raw.proof("wrong", g, n) + ";json");
        t.proof(
                "an empty secret, almost",
                CLOSED,
                (raw, target, g, n) -> "hmac_sha3_512;" + raw.proof("\0", g, n) + ";json");
        t.proof(
                "a key that is derived from the secret",
                CLOSED,
                (raw, target, g, n) -> "hmac_sha3_512;"
                        + RawNode.hmac(sha3(octets(target.secret())), g, n, raw.theirGreeting(), raw.theirNonce())
                        + ";json");
        t.proof(
                "the lines the other way round",
                CLOSED,
                (raw, target, g, n) -> "hmac_sha3_512;"
                        + RawNode.hmac(octets(target.secret()), raw.theirGreeting(), raw.theirNonce(), g, n) + ";json");
        t.proof(
                "this side's lines alone",
                CLOSED,
                (raw, target, g, n) -> "hmac_sha3_512;" + RawNode.hmac(octets(target.secret()), g, n) + ";json");
        t.proof("no framing", CLOSED, (raw, target, g, n) -> "hmac_sha3_512;" + raw.proof(target.secret(), g, n));
        for (String framing : List.of("", "storable", "json,cbor", "JSON")) {
            t.proof(
                    "the framing \"" + framing + '"',
                    CLOSED,
                    (raw, target, g, n) -> "hmac_sha3_512;" + raw.proof(target.secret(), g, n) + ';' + framing);
        }
        t.greeting("nothing but clear text is taken", CLOSED, "aemp;1;$me;cleartext,tls_anon;json");
        t.greeting("nothing but Perl's own framing is taken", CLOSED, "aemp;1;$me;hmac_sha3_512;storable");
    }

    private static String digest(String... lines) {
        return HexFormat.of().formatHex(sha3(octets(String.join("\n", lines) + '\n')));
    }

    private static byte[] sha3(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA3-512").digest(octets);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
