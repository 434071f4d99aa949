package io.loommp.net.handshake;

import io.loommp.net.tls.TlsSessions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What this node says of itself in every handshake.
 *
 * @param id its node id
 * @param provider the name and version of this software, for people
 * @param authenticator proves that it belongs to the network, and checks others' proofs
 * @param tls begins encrypted connections; null if it has no certificate
 */
public record LocalNode(
        String id,
        String provider,
        Authenticator authenticator,
        @Nullable TlsSessions tls) {

    /** @throws NullPointerException if something is missing */
    public LocalNode {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(authenticator, "authenticator");
        if (authenticator.admission().tls() != Admission.Tls.OFF) {
            Objects.requireNonNull(tls, "tls");
        }
    }

    /** One without a certificate. */
    public LocalNode(String id, String provider, Authenticator authenticator) {
        this(id, provider, authenticator, null);
    }
}
