package io.loommp.benchmarks.suite;

import io.loommp.benchmarks.IdlePorts;
import io.loommp.benchmarks.KeptBytes;
import io.loommp.benchmarks.WakeFromOutside;
import io.loommp.benchmarks.net.Side;
import io.loommp.benchmarks.peers.Foreign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All workloads, with who does them and what is to be reached. What programs in other languages need is compiled when the first
 * workload is asked for, into a directory that goes when this is closed.
 */
final class Workloads implements AutoCloseable {
    private static final String[] QUEUES = {"ParkedQueue", "TransferQueue", "JoxChannel"};
    private static final String[] POOLS = {"PooledQueue", "PekkoTyped", "VertxBus"};
    private static final int MANY = 100_000;

    private final Map<String, Maker> makers = new LinkedHashMap<>();
    private final Map<String, Curves.Maker> curves = Curves.all();
    private @Nullable Path directory;
    private Optional<List<String>> erlang = Optional.empty();
    private Optional<List<String>> go = Optional.empty();

    @FunctionalInterface
    private interface Maker {
        Workload make(Entrants entrants) throws IOException, InterruptedException;
    }

    Workloads() {
        makers.put("L1", this::blockingPair);
        makers.put("L1c", this::callbackPair);
        makers.put("L1m", this::mixedPair);
        makers.put("W", this::wake);
        makers.put("L2", entrants -> stream("L2", "one sender, one receiver", 1, 0.9, entrants));
        makers.put("L3", entrants -> stream("L3", "eight senders, one receiver", 8, null, entrants));
        makers.put("L4", this::ring);
        makers.put("L5", this::lives);
        makers.put("L5m", this::idlePorts);
        makers.put("M", this::keptBytes);
        makers.put("L6-0", this::askEmpty);
        makers.put("L6-100k", this::askBacklog);
        makers.put("L6t", this::byTag);
        makers.put("L7n", entrants -> limit("L7n", "a time limit that never fires", 0, entrants));
        makers.put(
                "L7o",
                entrants -> limit("L7o", "a time limit that never fires, 100,000 others outstanding", MANY, entrants));
        makers.put("L7f", this::firing);
        makers.put("R1", this::oneWay);
        makers.put("R2", this::roundTrip);
        makers.put("R3-1", entrants -> echoes("R3-1", 1, entrants));
        makers.put("R3-16", entrants -> echoes("R3-16", 16, entrants));
    }

    /** Of those that have something to reach. */
    List<String> ids() {
        return List.copyOf(makers.keySet());
    }

    /** Of those that show how it goes on. */
    List<String> curves() {
        return List.copyOf(curves.keySet());
    }

    /**
     * A workload by its id.
     *
     * @throws IllegalArgumentException if there is none
     */
    Workload get(String id) throws IOException, InterruptedException {
        Maker maker = makers.get(id);
        Curves.Maker curve = curves.get(id);
        if (maker == null && curve == null) {
            throw new IllegalArgumentException("workload: " + id + ", not one of " + ids() + " and " + curves());
        }
        if (directory == null) {
            directory = Files.createTempDirectory("loommp-benchmarks");
            erlang = Foreign.erlang(directory);
            go = Foreign.go(directory);
        }
        Entrants entrants = new Entrants(erlang, go);
        return maker != null
                ? maker.make(entrants)
                : Objects.requireNonNull(curve).make(entrants, directory);
    }

    private static Workload of(String id, String title, Figure figure, Entrants entrants, Target... targets) {
        return new Workload(id, title, List.of(figure), entrants.all(), entrants.missing(), List.of(targets));
    }

    private Workload blockingPair(Entrants entrants) {
        entrants.own("LoomMP", "PingPong.threads")
                .ownOnOneCarrier("LoomMP, one carrier", "PingPong.threads")
                .peers("pingPong", "BareSlot")
                .peerOnOneCarrier("pingPong", "BareSlot")
                .peers("pingPong", QUEUES)
                .erlang("ping-pong")
                .go("ping-pong");
        return of(
                "L1",
                "two blocking ports, one message in flight, there and back",
                Figure.rate("round trips/s"),
                entrants,
                Target.floor("LoomMP", "rate", "bare park/unpark", 0.9),
                Target.goal("LoomMP", "rate", "Erlang", 1.2),
                Target.goal("LoomMP, one carrier", "rate", "Erlang", 1.8));
    }

    private Workload callbackPair(Entrants entrants) {
        entrants.own("LoomMP", "PingPong.callbacks")
                .peers("pingPong", POOLS)
                .erlang("ping-pong")
                .go("ping-pong");
        return of(
                "L1c",
                "two callback ports, one message in flight, there and back",
                Figure.rate("round trips/s"),
                entrants,
                Target.floor("LoomMP", "rate", "JCTools queue on a pool", 0.7),
                Target.goal("LoomMP", "rate", "Erlang", 2),
                Target.goal("LoomMP", "rate", "Go", 1));
    }

    private Workload mixedPair(Entrants entrants) {
        entrants.own("LoomMP mixed", "PingPong.mixed")
                .own("LoomMP threads", "PingPong.threads")
                .own("LoomMP callbacks", "PingPong.callbacks");
        return of(
                "L1m",
                "a port with a thread and one with callbacks, there and back",
                Figure.rate("round trips/s"),
                entrants,
                Target.goal("LoomMP mixed", "rate", "LoomMP threads", 0.5));
    }

    private Workload wake(Entrants entrants) {
        List<Target> targets = new ArrayList<>();
        for (String kind : List.of("thread", "callback")) {
            String name = "LoomMP " + kind + "s";
            entrants.program(
                    name,
                    length -> Side.java("1g", WakeFromOutside.class, List.of(Integer.toString(length.part(100)), kind)),
                    "median",
                    "worst");
            targets.add(Target.atMost(name, "median", 20.0, null));
            targets.add(Target.atMost(name, "worst", 1000.0, 10.0));
        }
        return new Workload(
                "W",
                "wake from outside while 200 pairs of ports chat: the worst of four kinds of wakes",
                List.of(new Figure("median", "ms", false), new Figure("worst", "ms", false)),
                entrants.all(),
                entrants.missing(),
                targets);
    }

    private Workload stream(String id, String title, int senders, @Nullable Double ofQueue, Entrants entrants) {
        String work = senders == 1 ? "oneWay" : "fanIn";
        entrants.own("LoomMP thread", "Streams.toThread:senders=" + senders)
                .own("LoomMP callback", "Streams.toCallback:senders=" + senders)
                .peers(work, QUEUES)
                .peers(work, POOLS)
                .erlang("stream", Integer.toString(senders))
                .go("stream", Integer.toString(senders));
        List<Target> targets = new ArrayList<>();
        for (String name : List.of("LoomMP thread", "LoomMP callback")) {
            targets.add(Target.both(name, "rate", "Erlang", 5, 10));
            if (ofQueue != null) {
                targets.add(Target.goal(name, "rate", "JCTools queue + park", ofQueue));
            }
        }
        return of(id, title, Figure.rate("messages/s"), entrants, targets.toArray(Target[]::new));
    }

    private Workload ring(Entrants entrants) {
        entrants.own("LoomMP threads", "Ring.threads")
                .ownOnOneCarrier("LoomMP threads, one carrier", "Ring.threads")
                .own("LoomMP callbacks", "Ring.callbacks")
                .peers("ring", QUEUES)
                .peers("ring", POOLS)
                .erlang("ring")
                .go("ring");
        return of(
                "L4",
                "a ring of 1,000, one token",
                Figure.rate("hops/s"),
                entrants,
                Target.floor("LoomMP threads", "rate", "LinkedTransferQueue", 1),
                Target.goal("LoomMP threads, one carrier", "rate", "Erlang", 1.3),
                Target.both("LoomMP callbacks", "rate", "Erlang", 1, 1.5));
    }

    private Workload lives(Entrants entrants) {
        entrants.own("LoomMP thread", "SpawnToEnd.thread")
                .own("LoomMP callback", "SpawnToEnd.callback")
                .peers("lives", "ParkedQueue", "PooledQueue", "PekkoTyped")
                .erlang("lives")
                .go("lives");
        return of(
                "L5",
                "a port is made, gets a message, answers, ends",
                Figure.rate("ports/s"),
                entrants,
                Target.both("LoomMP thread", "rate", "Erlang", 4, 6),
                Target.both("LoomMP callback", "rate", "Erlang", 4, 6));
    }

    private Workload idlePorts(Entrants entrants) {
        for (String kind : List.of("thread", "callback")) {
            entrants.program(
                    "LoomMP " + kind, length -> weighing("4g", IdlePorts.class, kind, length.part(1_000_000)), "bytes");
        }
        entrants.idle(1_000_000);
        return of(
                "L5m",
                "memory of an idle port, of 1,000,000",
                Figure.bytes(),
                entrants,
                Target.atMost("LoomMP thread", "bytes", 1000.0, 800.0),
                Target.atMost("LoomMP callback", "bytes", 300.0, 150.0));
    }

    /** A program that looks at what a collection leaves; G1's leaves up to a twentieth that is dead, unless told not to. */
    private static List<String> weighing(String heap, Class<?> program, String kind, int count) {
        List<String> command = Side.java(heap, program, List.of(kind, Integer.toString(count)));
        command.add(1, "-XX:MarkSweepDeadRatio=0");
        return command;
    }

    private Workload keptBytes(Entrants entrants) {
        for (String kind : List.of("monitor", "notice", "link", "message", "passed-over")) {
            entrants.program(
                    "LoomMP " + kind, length -> weighing("2g", KeptBytes.class, kind, length.part(200_000)), "bytes");
        }
        return of("M", "memory of a monitor, a link, a message that waits, of 200,000", Figure.bytes(), entrants);
    }

    private Workload askEmpty(Entrants entrants) {
        entrants.own("LoomMP", "BacklogAsk.ofThread:waiting=0")
                .own("LoomMP of a callback port", "BacklogAsk.ofCallback:waiting=0")
                .peers("ask", "ScanningMailbox")
                .erlang("ask", "0");
        return of(
                "L6-0",
                "request and reply by reference, nothing else waits",
                Figure.rate("requests/s"),
                entrants,
                Target.both("LoomMP", "rate", "Erlang", 0.8, 1.2));
    }

    private Workload askBacklog(Entrants entrants) {
        entrants.own("LoomMP", "BacklogAsk.ofThread:waiting=100000")
                .own("LoomMP of a callback port", "BacklogAsk.ofCallback:waiting=100000")
                .own("LoomMP, nothing waits", "BacklogAsk.ofThread:waiting=0")
                .peer("scanning mailbox", "ask", "ScanningMailbox", Map.of("waiting", MANY))
                .erlang("ask", Integer.toString(MANY));
        return of(
                "L6-100k",
                "request and reply by reference, 100,000 unrelated messages wait",
                Figure.rate("requests/s"),
                entrants,
                Target.both("LoomMP", "rate", "Erlang", 1, 2),
                Target.floor("LoomMP", "rate", "scanning mailbox", 150),
                Target.goal("LoomMP", "rate", "LoomMP, nothing waits", 0.8));
    }

    private Workload byTag(Entrants entrants) {
        entrants.own("LoomMP", "ByTag.lastFirst")
                .peers("byTag", "ScanningMailbox")
                .erlang("by-tag");
        return of(
                "L6t",
                "10,000 messages received by tag, always the last one",
                Figure.rate("messages/s"),
                entrants,
                Target.both("LoomMP", "rate", "Erlang", 50, 150));
    }

    private Workload limit(String id, String title, int outstanding, Entrants entrants) {
        entrants.own("LoomMP", "OutstandingTimers.receiveWithLimit:outstanding=" + outstanding)
                .own("LoomMP without a limit", "OutstandingTimers.receiveForEver:outstanding=" + outstanding)
                .erlang("limit", Integer.toString(outstanding));
        return of(
                id,
                "two blocking ports, there and back, " + title,
                Figure.rate("round trips/s"),
                entrants,
                Target.both("LoomMP", "rate", "Erlang", 1, 1.5));
    }

    private Workload firing(Entrants entrants) {
        entrants.own("LoomMP", "FiringLimits.fire").erlang("firing");
        return of(
                "L7f",
                "100,000 ports, each 10 waits of 10 ms that fire",
                Figure.rate("waits/s"),
                entrants,
                Target.both("LoomMP", "rate", "Erlang", 0.7, 1.2));
    }

    private Workload oneWay(Entrants entrants) throws IOException, InterruptedException {
        entrants.network("one-way", 1, here());
        List<Target> targets = new ArrayList<>();
        for (String name : List.of("LoomMP json", "LoomMP cbor")) {
            targets.add(Target.both(name, "rate", "Erlang", 3, 6));
            targets.add(Target.goal(name, "rate", "bare selector", 0.25));
        }
        return of(
                "R1",
                "messages of 100 octets to another process, decoded there",
                Figure.rate("messages/s"),
                entrants,
                targets.toArray(Target[]::new));
    }

    private Workload roundTrip(Entrants entrants) throws IOException, InterruptedException {
        entrants.network("round-trip", 1, here());
        List<Target> targets = new ArrayList<>();
        for (String name : List.of("LoomMP json", "LoomMP cbor")) {
            targets.add(Target.floor(name, "p50", "Erlang", 1));
            targets.add(Target.goal(name, "p50", "bare selector", 1 / 1.5));
        }
        return new Workload(
                "R2",
                "round trip to another process",
                List.of(new Figure("p50", "us", false), new Figure("p99", "us", false)),
                entrants.all(),
                entrants.missing(),
                targets);
    }

    private Workload echoes(String id, int inFlight, Entrants entrants) throws IOException, InterruptedException {
        entrants.network("many-" + inFlight, 1_000, here());
        return of(
                id,
                "echoes over 1,000 connections, " + inFlight + " in flight on each",
                Figure.rate("echoes/s"),
                entrants,
                Target.both("LoomMP json", "rate", "bare selector", 0.7, 0.9),
                Target.both("LoomMP cbor", "rate", "bare selector", 0.7, 0.9));
    }

    private Path here() {
        return Objects.requireNonNull(directory);
    }

    @Override
    public void close() throws IOException {
        if (directory == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
