package io.loommp.net.handshake;

import java.util.List;
import java.util.Objects;

/**
 * What this node says of itself in every handshake.
 *
 * @param id its node id
 * @param provider the name and version of this software, for people
 * @param framings the names of the ways to write packets that it has, best first
 * @param authenticator has the shared secret
 */
public record LocalNode(String id, String provider, List<String> framings, Authenticator authenticator) {

    /** @throws NullPointerException if something is missing */
    public LocalNode {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(provider, "provider");
        framings = List.copyOf(framings);
        Objects.requireNonNull(authenticator, "authenticator");
    }
}
