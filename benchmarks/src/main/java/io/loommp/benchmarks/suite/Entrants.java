package io.loommp.benchmarks.suite;

import io.loommp.benchmarks.net.Contender;
import io.loommp.benchmarks.peers.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Collects those who do a workload. Who is not to be had on this machine, or in this build, is left out, and noted.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Entrants {

    /** The names of the peers by their classes. */
    private static final Map<String, String> PEERS = Map.of(
            "BareSlot", "bare park/unpark",
            "ParkedQueue", "JCTools queue + park",
            "PooledQueue", "JCTools queue on a pool",
            "TransferQueue", "LinkedTransferQueue",
            "ScanningMailbox", "scanning mailbox",
            "JoxChannel", "jox channel",
            "PekkoTyped", "Pekko typed",
            "VertxBus", "Vert.x event bus");

    private final Optional<List<String>> erlang;
    private final Optional<List<String>> go;
    private final List<Entrant> all = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    /** With the commands of programs in other languages, where there are such. */
    Entrants(Optional<List<String>> erlang, Optional<List<String>> go) {
        this.erlang = erlang;
        this.go = go;
    }

    List<Entrant> all() {
        return all;
    }

    List<String> missing() {
        return missing;
    }

    /** What makes the scheduler of virtual threads use so many carriers. */
    static List<String> carriers(int count) {
        return List.of(
                "-Djdk.virtualThreadScheduler.parallelism=" + count,
                "-Djdk.virtualThreadScheduler.maxPoolSize=" + count);
    }

    /** LoomMP, by a benchmark for JMH: {@code Class.method}, or with {@code :parameter=value} behind it. */
    Entrants own(String name, String benchmark) {
        return own(name, benchmark, List.of());
    }

    /** The same with one carrier thread. */
    Entrants ownOnOneCarrier(String name, String benchmark) {
        return own(name, benchmark, carriers(1));
    }

    /** The same with more arguments of the virtual machine. */
    Entrants own(String name, String benchmark, List<String> arguments) {
        String[] parts = benchmark.split("[:=]", 3);
        Map<String, String> parameters = parts.length == 3 ? Map.of(parts[1], parts[2]) : Map.of();
        all.add(new Entrant(name, new JmhTurn(parts[0], parameters, arguments)));
        return this;
    }

    /** Peers in one virtual machine, by the names of their classes. */
    Entrants peers(String work, String... classes) {
        for (String name : classes) {
            peer(title(name), work, name, Map.of());
        }
        return this;
    }

    /** A peer with one carrier thread. */
    Entrants peerOnOneCarrier(String work, String name) {
        return peer(title(name) + ", one carrier", work, name, Map.of(), carriers(1));
    }

    /** A peer with more parameters of {@link io.loommp.benchmarks.Peers}. */
    Entrants peer(String title, String work, String name, Map<String, Integer> parameters) {
        return peer(title, work, name, parameters, List.of());
    }

    private Entrants peer(
            String title, String work, String name, Map<String, Integer> parameters, List<String> arguments) {
        if (Peer.isHere(name)) {
            Map<String, String> all = new LinkedHashMap<>();
            all.put("name", name);
            parameters.forEach((parameter, value) -> all.put(parameter, value.toString()));
            this.all.add(new Entrant(title, new JmhTurn("Peers." + work, all, arguments)));
        } else {
            missing.add(title + ": " + Contender.NOT_BUILT);
        }
        return this;
    }

    private static String title(String name) {
        String title = PEERS.get(name);
        if (title == null) {
            throw new IllegalArgumentException("peer: " + name + ", not one of " + PEERS.keySet());
        }
        return title;
    }

    /** Erlang doing a work of {@code local.erl}, which may have a number. */
    Entrants erlang(String... work) {
        return foreign("Erlang", Contender.NO_ERLANG, erlang, work);
    }

    /** Go doing a work of {@code local.go}. */
    Entrants go(String... work) {
        return foreign("Go", "there is no go", go, work);
    }

    private Entrants foreign(String name, String otherwise, Optional<List<String>> program, String... work) {
        if (program.isEmpty()) {
            missing.add(name + ": " + otherwise);
            return this;
        }
        return program(
                name,
                length -> {
                    List<String> command = new ArrayList<>(program.get());
                    command.addAll(List.of(work[0], length.warmUpOfPrograms(), length.timeOfPrograms()));
                    command.addAll(List.of(work).subList(1, work.length));
                    return command;
                },
                "rate");
    }

    /** Processes and goroutines that wait, and the bytes of each. */
    Entrants idle(int count) {
        idle("Erlang", Contender.NO_ERLANG, erlang, count);
        return idle("Go", "there is no go", go, count);
    }

    private Entrants idle(String name, String otherwise, Optional<List<String>> program, int count) {
        if (program.isEmpty()) {
            missing.add(name + ": " + otherwise);
            return this;
        }
        return program(
                name,
                length -> {
                    List<String> command = new ArrayList<>(program.get());
                    command.addAll(List.of("idle", "0.0", "0.0", Integer.toString(length.part(count))));
                    return command;
                },
                "bytes");
    }

    /** A program that tells these figures. */
    Entrants program(String name, Function<Length, List<String>> command, String... figures) {
        all.add(new Entrant(name, new ProgramTurn(command, List.of(figures))));
        return this;
    }

    private void miss(String who) {
        if (!missing.contains(who)) {
            missing.add(who);
        }
    }

    /** All who do a work of the network. */
    Entrants network(String work, int connections, Path directory) throws IOException, InterruptedException {
        return network(work, connections, directory, UnaryOperator.identity());
    }

    /** The same under other names. */
    Entrants network(String work, int connections, Path directory, UnaryOperator<String> name)
            throws IOException, InterruptedException {
        for (Contender contender :
                Contender.all(work, connections, Files.createTempDirectory(directory, "net"), this::miss)) {
            all.add(new Entrant(
                    name.apply(contender.name()),
                    length -> contender.measure(
                            work, length.warmUpOfTwoPrograms(), length.timeOfPrograms(), ProgramTurn.LIMIT)));
        }
        return this;
    }
}
