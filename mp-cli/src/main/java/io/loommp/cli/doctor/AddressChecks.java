package io.loommp.cli.doctor;

import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/* Where the node is to listen, and the names of its seeds. */
final class AddressChecks {
    private static final String BINDS = "binds";

    private AddressChecks() {}

    static void binds(Findings findings, NodeConfig config) {
        if (config.binds().isEmpty()) {
            findings.ok(BINDS, "it listens nowhere");
        }
        for (String bind : config.binds()) {
            bind(findings, bind);
        }
    }

    private static void bind(Findings findings, String bind) {
        List<InetSocketAddress> addresses;
        try {
            addresses = Nodes.addressesOf(bind);
        } catch (UncheckedIOException e) {
            findings.fail(BINDS, String.valueOf(e.getMessage()), "Look at the name, or take an address of this host.");
            return;
        }
        if (addresses.isEmpty()) {
            findings.warn(
                    BINDS,
                    bind + " is nowhere: this host has no address but loopback",
                    "Take 127.0.0.1 for one machine.");
        }
        for (InetSocketAddress address : addresses) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(address);
                findings.ok(BINDS, bind + ": " + text(address) + " is free");
            } catch (IOException e) {
                findings.warn(
                        BINDS,
                        bind + ": cannot listen on " + text(address) + ": " + e.getMessage(),
                        "If that is not the node itself, running already: take another address, or stop what listens there.");
            }
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** The seeds whose names have addresses. */
    static List<String> dialled(Findings findings, List<String> seeds) {
        List<String> found = new ArrayList<>();
        for (String seed : seeds) {
            try {
                for (InetSocketAddress address : Nodes.addressesOf(seed)) {
                    InetAddress host = address.getAddress();
                    String name = host.getHostAddress();
                    String dialled = (name.contains(":") ? "[" + name + "]" : name) + ":" + address.getPort();
                    if (!found.contains(dialled)) {
                        found.add(dialled);
                    }
                }
            } catch (UncheckedIOException e) {
                String why = e.getCause() instanceof UnknownHostException ? "the name has no address" : e.toString();
                findings.fail("seeds", seed + ": " + why, "Look at the name: getent hosts NAME.");
            }
        }
        return found;
    }
}
