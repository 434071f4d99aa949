package io.loommp.net;

import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/* Where a node tells others that it listens: never an address that means "everywhere", which nobody can dial. */
final class Published {
    private Published() {}

    /**
     * The addresses to tell, each once.
     *
     * @param configured as {@link NodeConfig#publish}; none means those where it listens
     * @param bound where it listens, {@code ip:port} each
     * @throws UnknownHostException if an address is none
     * @throws SocketException if the interfaces of this machine cannot be listed
     */
    static List<String> of(List<String> configured, List<String> bound) throws UnknownHostException, SocketException {
        Set<String> published = new LinkedHashSet<>();
        for (String address : bound) {
            HostPort listens = HostPort.parse("binds", address);
            if (configured.isEmpty()) {
                add(published, listens);
            } else {
                configured.forEach(text -> published.add(
                        HostPort.parse("publish", text).orPort(listens.port()).text()));
            }
        }
        return List.copyOf(published);
    }

    private static void add(Set<String> published, HostPort listens) throws UnknownHostException, SocketException {
        InetAddress address = InetAddress.getByName(listens.host());
        if (!address.isAnyLocalAddress()) {
            published.add(listens.text());
            return;
        }
        for (InetAddress one : ThisHost.everywhere()) {
            if (one.getClass().equals(address.getClass())) {
                published.add(new HostPort(one.getHostAddress(), listens.port()).text());
            }
        }
    }
}
