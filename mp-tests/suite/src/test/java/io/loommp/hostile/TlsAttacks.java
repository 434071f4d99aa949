package io.loommp.hostile;

import static io.loommp.hostile.Attack.Outcome.CLOSED;
import static io.loommp.hostile.RawNode.newNonce;

import io.loommp.testing.Certificates;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What strangers do to a node with a certificate: S9. */
final class TlsAttacks {
    private static final String PLAIN_PACKET = "[\"canary\",\"let me in\"]";

    private TlsAttacks() {}

    static List<Attack> all() {
        Attacks t = new Attacks().rule("S9");
        for (String key :
                List.of("", ";tls", ";tls=", ";tls=0", ";tls=0.9", ";tls=2.0", ";tls=10", ";TLS=1.0", ";xtls=1.0")) {
            hidden(t, key);
        }
        inClear(t, "its proof", (raw, target, nonce) -> "tls_sha3_512;" + "0".repeat(128) + ";json\n");
        inClear(
                t,
                "the right proof",
                (raw, target, nonce) -> "tls_sha3_512;"
                        + RawTls.digest(RawTls.greeting("clear"), nonce, raw.theirGreeting(), raw.theirNonce())
                        + ";json\n");
        inClear(
                t,
                "the proof of the secret",
                (raw, target, nonce) ->
                        "hmac_sha3_512;" + raw.proof(target.secret(), RawTls.greeting("clear"), nonce) + ";json\n");
        inClear(t, "a packet", (raw, target, nonce) -> PLAIN_PACKET);
        inClear(t, "a hello of SSL 2", (raw, target, nonce) -> "\u0080.\u0001\u0003\u0001" + "\0".repeat(60));
        inClear(t, "a hello of TLS 1.0", (raw, target, nonce) -> hello('\1'));
        inClear(t, "a hello of TLS 1.1", (raw, target, nonce) -> hello('\2'));
        inClear(t, "an alert", (raw, target, nonce) -> "\u0015\3\3\0\2\2(");
        inClear(
                t,
                "data in a record that is not encrypted",
                (raw, target, nonce) -> "\u0017\3\3\0" + (char) PLAIN_PACKET.length() + PLAIN_PACKET);
        inClear(t, "a record that is too long", (raw, target, nonce) -> "\u0016\3\3\u00ff\u00ff" + "x".repeat(20_000));
        for (boolean client : List.of(true, false)) {
            String role = client ? ", as the client" : ", as the server";
            secured(t, "no certificate" + role, client, null);
            secured(t, "a certificate of its own making" + role, client, Certificates.other());
            secured(t, "a certificate that has expired" + role, client, Certificates.expired());
        }
        proven(t, "a wrong digest", "tls_sha3_512;" + "0".repeat(128) + ";json");
        proven(t, "no digest", "tls_sha3_512;;json");
        proven(t, "nothing, as it has a certificate", "tls_anon;;json");
        proven(t, "the secret in clear text", "cleartext;00;json");
        return t.all();
    }

    private static String hello(char minor) {
        String body = "\3" + minor + "r".repeat(32) + "\0" + "\0\2\0/" + "\1\0";
        String message = "\1\0\0" + (char) body.length() + body;
        return "\u0016\3" + minor + '\0' + (char) message.length() + message;
    }

    /** A downgrade: who does not say that he speaks TLS, or has it taken out of what he says. */
    private static void hidden(Attacks t, String key) {
        t.stranger("no TLS is spoken of, but \"" + key + '"', CLOSED, (raw, target) -> {
            String greeting = "aemp;1;" + target.newId() + ";hmac_sha3_512,tls_sha3_512;json" + key;
            String nonce = newNonce();
            raw.hear().say(greeting + '\n' + nonce + '\n');
            raw.trySay("hmac_sha3_512;" + raw.proof(target.secret(), greeting, nonce) + ";json\n");
        });
    }

    @FunctionalInterface
    private interface Said {
        String of(RawNode raw, Target target, String nonce);
    }

    private static void inClear(Attacks t, String what, Said said) {
        t.stranger("TLS is spoken of, and in clear follows " + what, CLOSED, (raw, target) -> {
            String nonce = '~' + newNonce(); // so that the other side begins with TLS
            raw.hear().say(RawTls.greeting("clear") + '\n' + nonce + '\n');
            raw.trySay(said.of(raw, target, nonce) + '\n');
        });
    }

    private static void secured(Attacks t, String what, boolean client, @Nullable String pem) {
        t.stranger(what, CLOSED, (raw, target) -> {
            String greeting = RawTls.greeting(target.newId());
            String nonce = (client ? '!' : '~') + newNonce();
            raw.hear().say(greeting + '\n' + nonce + '\n');
            try {
                raw.encrypt(RawTls.of(pem), client);
                raw.trySay("tls_sha3_512;" + RawTls.digest(greeting, nonce, raw.theirGreeting(), raw.theirNonce())
                        + ";json\n");
            } catch (IOException e) {
                raw.trySay("(refused)");
            }
        });
    }

    private static void proven(Attacks t, String what, String proof) {
        t.stranger("the right certificate, and then " + what, CLOSED, (raw, target) -> {
            String nonce = '!' + newNonce();
            raw.hear().say(RawTls.greeting(target.newId()) + '\n' + nonce + '\n');
            raw.encrypt(RawTls.of(Certificates.shared()), true);
            raw.say(proof + '\n');
        });
    }
}
