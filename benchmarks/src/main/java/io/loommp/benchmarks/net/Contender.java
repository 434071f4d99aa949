package io.loommp.benchmarks.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who does the work of the network benchmarks, by commands.
 *
 * @param name what the table calls it
 * @param server the command that starts its server
 * @param client the command to which the work, the server's address, and the times are added
 */
record Contender(String name, List<String> server, List<String> client) {
    private static final String HEAP = "1g";
    private static final String PEKKO = "io.loommp.benchmarks.net.PekkoSide";

    private static List<String> java(Class<?> main, String... args) {
        return Side.java(HEAP, main, List.of(args));
    }

    static Contender bare() {
        return new Contender("bare selector", java(BareServer.class), java(BareClient.class));
    }

    static Contender loom(String framing) {
        return new Contender(
                "LoomMP " + framing, java(LoomSide.class, "server", framing), java(LoomSide.class, "client", framing));
    }

    /** A server that is asked by many raw clients; bare, or a framing of LoomMP. */
    static Contender asked(String kind, int connections, int inFlight) {
        Contender one = kind.equals("bare") ? bare() : loom(kind);
        return new Contender(
                one.name,
                one.server,
                java(ManyClients.class, kind, Integer.toString(connections), Integer.toString(inFlight)));
    }

    /** Pekko, if this was built with it. */
    static Optional<Contender> pekko() {
        try {
            Class<?> side = Class.forName(PEKKO);
            return Optional.of(new Contender("Pekko", java(side, "server"), java(side, "client")));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Erlang, if it is installed. */
    static Optional<Contender> erlang(Path directory) throws IOException, InterruptedException {
        try (InputStream source = Contender.class.getResourceAsStream("bench.erl")) {
            if (source == null) {
                throw new IOException("bench.erl is not in the jar");
            }
            Files.copy(source, directory.resolve("bench.erl"));
        }
        try {
            int code = new ProcessBuilder(
                            "erlc",
                            "-o",
                            directory.toString(),
                            directory.resolve("bench.erl").toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IOException("erlc: " + code);
            }
        } catch (IOException e) {
            return Optional.empty(); // there is no such command
        }
        // no daemon for names is left behind: both sides know the port
        String port = Integer.toString(freePort());
        List<String> both = List.of(
                "erl",
                "-noshell",
                "-start_epmd",
                "false",
                "-erl_epmd_port",
                port,
                "-setcookie",
                "benchmarks",
                "-pa",
                directory.toString());
        List<String> server = new ArrayList<>(both);
        server.addAll(List.of("-name", "server@127.0.0.1", "-s", "bench", "server"));
        List<String> client = new ArrayList<>(both);
        client.addAll(List.of("-name", "client@127.0.0.1", "-dist_listen", "false", "-s", "bench", "client", "-extra"));
        return Optional.of(new Contender("Erlang", server, client));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
