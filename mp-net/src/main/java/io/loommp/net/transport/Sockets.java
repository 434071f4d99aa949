package io.loommp.net.transport;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/* Addresses of sockets, and what sockets and their failures are called. */
final class Sockets {
    private static final Pattern ADDRESS =
            Pattern.compile("(?:\\[(?<v6>[0-9A-Fa-f:.]{2,45}(?:%\\w+)?)]|(?<host>[\\w.-]{1,255})):(?<port>[0-9]{1,5})");
    private static final int PORT_MAX = 65_535;
    private static final int NETWORK_OCTETS = 8; // of IPv6; an address of IPv4 has fewer

    private Sockets() {}

    /** {@code 127.0.0.1:4040} or {@code [::1]:4040}. */
    static String text(InetSocketAddress address) {
        String host = address.isUnresolved()
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        boolean bracketed = address.getAddress() instanceof Inet6Address;
        return (bracketed ? '[' + host + ']' : host) + ':' + address.getPort();
    }

    /** The other way round, unresolved; empty if it is none that can be dialled. */
    static Optional<InetSocketAddress> parse(String text) {
        Matcher parts = ADDRESS.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(parts.group("port"));
        String host = parts.group("v6") != null ? parts.group("v6") : parts.group("host");
        return port == 0 || port > PORT_MAX
                ? Optional.empty()
                : Optional.of(InetSocketAddress.createUnresolved(host, port));
    }

    /**
     * Where somebody comes from, who may have many addresses: of IPv6 the network, which one host has to itself.
     */
    static String source(InetSocketAddress address) {
        byte[] octets = address.getAddress().getAddress();
        return HexFormat.of().formatHex(octets, 0, Math.min(octets.length, NETWORK_OCTETS));
    }

    /** The system's text for a failure. */
    static String text(Throwable failure) {
        String text = failure.getMessage();
        return text != null ? text : failure.getClass().getSimpleName();
    }
}
