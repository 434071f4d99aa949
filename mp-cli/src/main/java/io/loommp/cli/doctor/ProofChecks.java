package io.loommp.cli.doctor;

import io.loommp.net.Credentials;
import io.loommp.net.NodeConfig;
import io.loommp.net.Secret;
import java.time.Duration;
import java.time.Instant;

/* Secret and certificate; that key and certificate belong together was checked when they were read. */
final class ProofChecks {
    private static final Duration SOON = Duration.ofDays(30);

    private ProofChecks() {}

    static void run(Findings findings, NodeConfig config) {
        secret(findings, config);
        certificate(findings, config);
    }

    private static void secret(Findings findings, NodeConfig config) {
        Secret secret = config.secret();
        if (secret == null) {
            if (config.cert() == null) {
                findings.warn("secret", "there is none, so the node talks to nobody", "loommp gensecret, or setsecret");
            } else {
                findings.ok("secret", "there is none; the certificate proves nodes to each other");
            }
        } else if (secret.isShort()) {
            findings.warn("secret", "it has fewer than 16 octets and can be guessed", "loommp gensecret");
        } else {
            findings.ok("secret", "there is one");
        }
    }

    private static void certificate(Findings findings, NodeConfig config) {
        Credentials cert = config.cert();
        if (cert == null) {
            findings.warn(
                    "certificate",
                    "there is none: who is on the way can read and change what nodes say",
                    "loommp gencert, and the same for all nodes; needless within one machine");
            return;
        }
        Instant end = cert.validUntil();
        Duration left = Duration.between(Instant.now(), end);
        if (left.isNegative()) {
            findings.fail("certificate", "it is valid until " + end + " only", "loommp gencert, or setcert");
        } else if (left.compareTo(SOON) < 0) {
            findings.warn("certificate", "it is valid until " + end + ", which is soon", "loommp gencert, or setcert");
        } else {
            findings.ok("certificate", "key and certificate fit; valid until " + end);
        }
    }
}
