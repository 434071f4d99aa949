package io.loommp.net.transport;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

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

    /** IPv4 or IPv6; a socket for both would give itself an IPv6 address when it is bound to one of IPv4. */
    static ProtocolFamily family(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
    }

    /** The other end of a connected channel. */
    static InetSocketAddress remote(SocketChannel channel) throws IOException {
        if (channel.getRemoteAddress() instanceof InetSocketAddress address) {
            return address;
        }
        throw new IOException("not connected");
    }

    /** The end of a listening channel. */
    static InetSocketAddress local(ServerSocketChannel channel) throws IOException {
        if (channel.getLocalAddress() instanceof InetSocketAddress address) {
            return address;
        }
        throw new IOException("not bound");
    }

    /** The system's text for a failure. */
    static String text(Throwable failure) {
        String text = failure.getMessage();
        return text != null ? text : failure.getClass().getSimpleName();
    }
}
