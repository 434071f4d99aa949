package io.loommp.net.handshake;

import io.loommp.net.tls.TlsSessions;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What this node says of itself in every handshake.
 *
 * @param id its node id
 * @param provider the name and version of this software, for people
 * @param framings the names of the ways to write packets that it has, best first
 * @param authenticator proves that it belongs to the network, and checks others' proofs
 * @param tls begins encrypted connections; null if it has no certificate
 */
public record LocalNode(
        String id,
        String provider,
        List<String> framings,
        Authenticator authenticator,
        @Nullable TlsSessions tls) {

    /** @throws NullPointerException if something is missing */
    public LocalNode {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(provider, "provider");
        framings = List.copyOf(framings);
        Objects.requireNonNull(authenticator, "authenticator");
        if (authenticator.admission().tls() != Admission.Tls.OFF) {
            Objects.requireNonNull(tls, "tls");
        }
    }

    /** One without a certificate. */
    public LocalNode(String id, String provider, List<String> framings, Authenticator authenticator) {
        this(id, provider, framings, authenticator, null);
    }
}
