package io.loommp.net.handshake;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Which proofs a node takes and gives, and what it holds of TLS.
 *
 * @param tls whether connections are encrypted
 * @param accepted what others may prove themselves by, the best first; the list that is in the greeting
 * @param offered what this node proves itself by
 * @param idInCertificate whether a certificate must bear the id of its node, or that up to its first slash
 */
public record Admission(Tls tls, List<Method> accepted, List<Method> offered, boolean idInCertificate) {

    /** Whether connections are encrypted. */
    public enum Tls {
        /** Never: there is no certificate. */
        OFF,
        /** With those who have a certificate as well. */
        ON,
        /** Always: who has none is refused. */
        REQUIRED
    }

    /** By the secret alone. */
    public static final Admission BY_SECRET =
            new Admission(Tls.OFF, List.of(Method.HMAC_SHA3_512), List.of(Method.HMAC_SHA3_512), false);

    /** @throws IllegalArgumentException if this node would say its secret */
    public Admission {
        Objects.requireNonNull(tls, "tls");
        accepted = List.copyOf(accepted);
        offered = List.copyOf(offered);
        if (offered.contains(Method.CLEARTEXT)) {
            throw new IllegalArgumentException("offered: " + Method.CLEARTEXT.text() + " would give the secret away");
        }
    }

    /** Whether a certificate may belong to a node of this id. */
    boolean fits(String node, Predicate<String> isNamed) {
        int slash = node.indexOf('/');
        return !idInCertificate || isNamed.test(node) || (slash > 0 && isNamed.test(node.substring(0, slash)));
    }

    /** Whether a proof by this method counts on a connection that is encrypted, or is not. */
    boolean takes(Method method, boolean encrypted) {
        return accepted.contains(method) && method.needsTls() == encrypted;
    }
}
