package io.loommp.net.handshake;

import java.util.Arrays;
import java.util.Optional;

/**
 * A way to prove that one belongs to the network.
 *
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP::Transport">AnyEvent::MP::Transport, section PROTOCOL</a>
 */
public enum Method {
    /** The certificate, and a digest that binds it to the lines that went before in clear text. */
    TLS_SHA3_512("tls_sha3_512", true),
    /** The shared secret, by an HMAC. */
    HMAC_SHA3_512("hmac_sha3_512", false),
    /** The certificate alone; the lines before it stay unproven. */
    TLS_ANON("tls_anon", true),
    /** The shared secret itself, for everybody on the way to read. It may be taken, and is never said. */
    CLEARTEXT("cleartext", false);

    private final String text;
    private final boolean tls;

    Method(String text, boolean tls) {
        this.text = text;
        this.tls = tls;
    }

    /** Its name on the wire. */
    public String text() {
        return text;
    }

    /** Whether it proves something within TLS only. */
    public boolean needsTls() {
        return tls;
    }

    /** Whether it is there for other software only: it proves less than it should. */
    public boolean isWeak() {
        return this == TLS_ANON || this == CLEARTEXT;
    }

    /** Its name on the wire. */
    @Override
    public String toString() {
        return text;
    }

    /** The one of this name. */
    public static Optional<Method> of(String text) {
        return Arrays.stream(values())
                .filter(method -> method.text.equals(text))
                .findFirst();
    }
}
