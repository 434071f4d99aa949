package io.loommp.net;

import io.loommp.net.config.Environment;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/* The machine that this process runs on: its name and its addresses. */
final class ThisHost {
    private ThisHost() {}

    /** As {@code uname -n}. */
    static String name() {
        return Environment.hostName();
    }

    /**
     * The addresses to listen on, each once.
     *
     * @throws UnknownHostException naming a host that has none
     * @throws SocketException if the interfaces of this machine cannot be listed
     */
    static List<InetSocketAddress> resolve(List<HostPort> binds) throws UnknownHostException, SocketException {
        Set<InetSocketAddress> addresses = new LinkedHashSet<>();
        for (HostPort bind : binds) {
            if (bind.host().equals(HostPort.ANY)) {
                everywhere().forEach(address -> addresses.add(new InetSocketAddress(address, bind.port())));
            } else {
                for (InetAddress address :
                        InetAddress.getAllByName(bind.unresolved().getHostString())) {
                    addresses.add(new InetSocketAddress(address, bind.port()));
                }
            }
        }
        return List.copyOf(addresses);
    }

    /** IPv4 before IPv6, without loopback, link-local and multicast. */
    static List<InetAddress> everywhere() throws SocketException {
        List<InetAddress> all = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toList();
        Set<InetAddress> chosen = new LinkedHashSet<>();
        all.stream()
                .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
                .forEach(chosen::add);
        all.stream().filter(ThisHost::isGlobalOrUnique).forEach(chosen::add);
        return List.copyOf(chosen);
    }

    /** 2000::/3 or fc00::/7. */
    private static boolean isGlobalOrUnique(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return false;
        }
        int first = address.getAddress()[0] & 0xff;
        return (first & 0xe0) == 0x20 || (first & 0xfe) == 0xfc;
    }
}
