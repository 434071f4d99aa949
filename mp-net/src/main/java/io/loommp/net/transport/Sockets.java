package io.loommp.net.transport;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/* Addresses of sockets, and what sockets and their failures are called. */
final class Sockets {
    private Sockets() {}

    /** {@code 127.0.0.1:4040} or {@code [::1]:4040}. */
    static String text(InetSocketAddress address) {
        String host = address.isUnresolved()
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        boolean bracketed = address.getAddress() instanceof Inet6Address;
        return (bracketed ? '[' + host + ']' : host) + ':' + address.getPort();
    }

    /** The system's text for a failure. */
    static String text(Throwable failure) {
        String text = failure.getMessage();
        return text != null ? text : failure.getClass().getSimpleName();
    }
}
