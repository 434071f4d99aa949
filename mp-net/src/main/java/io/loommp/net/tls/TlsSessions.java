package io.loommp.net.tls;

/**
 * Begins encrypted connections, by what this node shows and trusts at that moment.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> it may compute, or read files: not for selector threads.
 */
@FunctionalInterface
public interface TlsSessions {
    /**
     * Begins one; both sides have to show a certificate.
     *
     * @param client whether this side is the client of TLS, which has nothing to do with who dialled
     */
    TlsSession open(boolean client);
}
