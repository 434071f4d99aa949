package io.loommp.net;

import java.net.InetSocketAddress;

/**
 * An address as it is configured.
 *
 * @param host a name or an address, {@code *}, or empty for the name of this host
 * @param port 0 for any free one
 */
record HostPort(String host, int port) {
    static final String ANY = "*";

    private static final int PORT_MAX = 65_535;

    /** @throws IllegalArgumentException naming the key and the value */
    static HostPort parse(String key, String text) {
        if (text.isEmpty() || text.chars().allMatch(Character::isDigit)) {
            return new HostPort("", port(key, text, text));
        }
        int hostEnd = text.startsWith("[") ? text.indexOf(']') + 1 : text.lastIndexOf(':');
        if (hostEnd < 0) {
            return new HostPort(text, 0);
        }
        String host = text.substring(0, hostEnd);
        String rest = text.substring(hostEnd);
        boolean bracketed = host.startsWith("[") && host.length() > 2;
        if (host.isEmpty()
                || (!bracketed && host.matches(".*[:\\[\\]].*"))
                || !(rest.isEmpty() || rest.startsWith(":"))) {
            throw wrong(key, text);
        }
        return new HostPort(
                bracketed ? host.substring(1, host.length() - 1) : host,
                port(key, text, rest.isEmpty() ? rest : rest.substring(1)));
    }

    private static int port(String key, String text, String digits) {
        if (digits.isEmpty() || digits.equals(ANY)) {
            return 0;
        }
        if (digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw wrong(key, text);
        }
        int port = Integer.parseInt(digits);
        if (port > PORT_MAX) {
            throw wrong(key, text);
        }
        return port;
    }

    private static IllegalArgumentException wrong(String key, String text) {
        return new IllegalArgumentException(
                key + ": \"" + text + "\" is no host:port (an IPv6 address stands in brackets)");
    }

    /** Checks that this can be dialled. */
    HostPort checkDialable(String key) {
        if (port == 0) {
            throw new IllegalArgumentException(key + ": \"" + host + ':' + port + "\" has no port to dial");
        }
        return this;
    }

    /** Whether it is each address of this host but loopback. */
    boolean isEverywhere() {
        return host.equals(ANY);
    }

    /** Checks that this can be told to others. */
    HostPort checkPublishable(String key) {
        if (host.equals(ANY)) {
            throw new IllegalArgumentException(key + ": \"" + text() + "\" says no host to dial");
        }
        return this;
    }

    /** This, or, if it has no port, with that one. */
    HostPort orPort(int otherwise) {
        return port == 0 ? new HostPort(host, otherwise) : this;
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    String text() {
        String name = host.isEmpty() ? ThisHost.name() : host;
        return (name.contains(":") ? '[' + name + ']' : name) + ':' + port;
    }

    /** With the host's name, yet to be resolved. */
    InetSocketAddress unresolved() {
        return InetSocketAddress.createUnresolved(host.isEmpty() ? ThisHost.name() : host, port);
    }
}
