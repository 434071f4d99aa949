package io.loommp.benchmarks.net;

import io.loommp.benchmarks.peers.Foreign;
import io.loommp.net.Credentials;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Somebody who does the work of the network benchmarks, by commands. See {@link NetworkCompare} for the work.
 *
 * @param name what the table calls it
 * @param server the command that starts its server
 * @param client the command to which the work, the server's address, and the times are added
 */
public record Contender(String name, List<String> server, List<String> client) {
    private static final String HEAP = "1g";
    private static final String LOOM = "LoomMP ";
    private static final String MANY = "many-";
    /** Why one is missing whose library is not there. */
    public static final String NOT_BUILT = "this was built without -Privals";

    /** Why Erlang is. */
    public static final String NO_ERLANG = "there is no erlc";

    private static List<String> java(Class<?> main, String... args) {
        return Side.java(HEAP, main, List.of(args));
    }

    /**
     * All who do a work: one of {@link NetworkCompare}, or {@code one-way:OCTETS}.
     *
     * @param connections how many, where there are many
     * @param directory for what has to be compiled
     * @param missing is told who is left out, and why
     */
    public static List<Contender> all(String work, int connections, Path directory, Consumer<String> missing)
            throws IOException, InterruptedException {
        List<Contender> all = new ArrayList<>();
        if (work.startsWith(MANY)) {
            int inFlight = Integer.parseInt(work.substring(MANY.length()));
            for (Contender one : List.of(bare(), loom("json"), loom("cbor"))) {
                all.add(one.asked(connections, inFlight));
            }
            rival("Netty", "NettySide")
                    .map(one -> one.asked(connections, inFlight))
                    .ifPresentOrElse(all::add, () -> missing.accept("Netty: " + NOT_BUILT));
            return all;
        }
        if (work.startsWith("one-way:")) {
            return List.of(loom("json"), loom("cbor")); // the others know one size
        }
        all.addAll(List.of(bare(), loom("json"), loom("cbor"), encrypted(directory)));
        for (String name : List.of("Netty", "Pekko", "Aeron")) {
            rival(name, name + "Side").ifPresentOrElse(all::add, () -> missing.accept(name + ": " + NOT_BUILT));
        }
        erlang(Files.createTempDirectory(directory, "erlang"))
                .ifPresentOrElse(all::add, () -> missing.accept("Erlang: " + NO_ERLANG));
        return all;
    }

    /** The figures of one turn, by their names. */
    public Map<String, Double> measure(String work, String warmUp, String seconds, Duration limit) throws IOException {
        Map<String, Double> figures = new LinkedHashMap<>();
        try (Side serving = new Side(server, limit)) {
            List<String> command = new ArrayList<>(client);
            if (!work.startsWith(MANY)) {
                command.add(work);
            }
            command.addAll(List.of(serving.await("address"), warmUp, seconds));
            try (Side asking = new Side(command, limit)) {
                for (String figure : figures(work)) {
                    figures.put(figure, Double.parseDouble(asking.await(figure)));
                }
            }
        }
        return figures;
    }

    /** The names of what is measured in a work. */
    static List<String> figures(String work) {
        return work.equals("round-trip") ? List.of("p50", "p99") : List.of("rate");
    }

    private static Contender bare() {
        return new Contender("bare selector", java(BareServer.class), java(BareClient.class));
    }

    private static Contender loom(String framing) {
        return new Contender(
                LOOM + framing, java(LoomSide.class, "server", framing), java(LoomSide.class, "client", framing));
    }

    /** In CBOR over TLS. */
    private static Contender encrypted(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "cert", ".pem");
        Files.writeString(file, Credentials.generatePem("benchmarks", Instant.now(), Duration.ofDays(1)));
        String framing = "cbor:" + file;
        return new Contender(
                LOOM + "cbor, TLS", java(LoomSide.class, "server", framing), java(LoomSide.class, "client", framing));
    }

    /** The same server, asked by many raw clients. */
    private Contender asked(int connections, int inFlight) {
        String kind = name.startsWith(LOOM) ? name.substring(LOOM.length()) : "bare";
        return new Contender(
                name, server, java(ManyClients.class, kind, Integer.toString(connections), Integer.toString(inFlight)));
    }

    /** Somebody of another library, if this was built with it. */
    private static Optional<Contender> rival(String name, String side) {
        try {
            Class<?> main = Class.forName(Contender.class.getPackageName() + "." + side);
            return Optional.of(new Contender(name, java(main, "server"), java(main, "client")));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Erlang, if it is installed. */
    private static Optional<Contender> erlang(Path directory) throws IOException, InterruptedException {
        if (!Foreign.compile(Contender.class, "bench.erl", directory, List.of("erlc", "-o", directory.toString()))) {
            return Optional.empty();
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
