package io.loommp.hostile;

import io.loommp.hostile.Attack.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A list of attacks on one rule after the other. */
final class Attacks {
    private final List<Attack> all = new ArrayList<>();
    private String rule = "";

    /** What follows is about this rule. */
    Attacks rule(String name) {
        rule = name;
        return this;
    }

    List<Attack> all() {
        return all;
    }

    void add(String what, Outcome outcome, Attack.Run run) {
        all.add(new Attack(rule, what, outcome, run));
    }

    /** What is done on a connection on which nothing was said yet. */
    @FunctionalInterface
    interface Talk {
        void on(RawNode raw, Target target) throws IOException;
    }

    /** Somebody who has proven nothing. */
    void stranger(String what, Outcome outcome, Talk talk) {
        add(what, outcome, target -> {
            RawNode raw = target.connect();
            talk.on(raw, target);
            return raw;
        });
    }

    /** Somebody who says these octets at once. */
    void stranger(String what, Outcome outcome, String octets) {
        stranger(what, outcome, (raw, target) -> raw.say(target.fill(octets, "stranger")));
    }

    /** Somebody who greets with this line, and does the rest as it is to be done. */
    void greeting(String what, Outcome outcome, String line) {
        stranger(what, outcome, (raw, target) -> {
            String greeting = target.fill(line, target.newId());
            String nonce = RawNode.newNonce();
            raw.hear().say(greeting + '\n' + nonce + '\n');
            raw.trySay("hmac_sha3_512;" + raw.proof(target.secret(), greeting, nonce) + ";json\n");
        });
    }

    /** Makes the line by which somebody proves the secret. */
    @FunctionalInterface
    interface ProofLine {
        String of(RawNode raw, Target target, String greeting, String nonce);
    }

    /** Somebody who greets as is to be done, and then says this line. */
    void proof(String what, Outcome outcome, ProofLine line) {
        stranger(what, outcome, (raw, target) -> {
            String greeting = RawNode.greeting(target.newId());
            String nonce = RawNode.newNonce();
            raw.hear().say(greeting + '\n' + nonce + '\n');
            raw.say(line.of(raw, target, greeting, nonce) + '\n');
        });
    }

    /** A node of the network that says this in JSON; see {@link Target#fill} for the names in it. */
    void json(String what, Outcome outcome, String packets) {
        add(what, outcome, target -> {
            RawNode raw = target.ready("json");
            raw.trySay(target.fill(packets, raw.id()));
            return raw;
        });
    }

    /** A node of the network that says these octets, in hexadecimal digits, as CBOR. */
    void cbor(String what, Outcome outcome, String hex) {
        add(what, outcome, target -> {
            RawNode raw = target.ready("cbor");
            raw.trySay(new String(HexFormat.of().parseHex(hex.replace(" ", "")), RawNode.OCTETS));
            return raw;
        });
    }
}
