package io.loommp.cli.doctor;

import io.loommp.AskFailed;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.cli.network.NetworkWalk;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/* A seed: whether it can be reached, whether it and this node take each other's proofs, and what time it has. */
final class SeedChecks {
    private static final String SEED = "seed";
    private static final String CLOCK = "clock";
    private static final int GREETING_CHARS_MAX = 4096;
    private static final int METHODS = 3;
    private static final Duration CLOCKS_APART_MAX = Duration.ofSeconds(5);

    private final Findings findings;
    private final Duration limit;

    SeedChecks(Findings findings, Duration limit) {
        this.findings = findings;
        this.limit = limit;
    }

    /**
     * @param client a node to be started, whose only seed is this one
     * @param nodeId what the node is called that all this is for, if that is known
     */
    void run(String seed, NodeConfig client, Optional<String> nodeId) throws InterruptedException {
        Optional<String[]> greeting = greeting(seed);
        if (greeting.isEmpty()) {
            return;
        }
        String id = greeting.get()[2];
        Instant asked = Instant.now();
        Instant answered;
        Object time;
        List<String> neighbours;
        try (Node node = Nodes.start(client)) {
            time = node.ask(PortId.of(id), limit, slot -> Message.of("time", slot, "time"))
                    .toCompletableFuture()
                    .join()
                    .toList()
                    .get(1);
            answered = Instant.now();
            neighbours = new NetworkWalk(node, limit).stop(id).neighbours();
        } catch (CompletionException e) {
            refused(seed, id, greeting.get(), e.getCause());
            return;
        }
        findings.ok(SEED, seed + " is the node " + id + ", and takes this one");
        clock(id, time, asked, answered);
        nodeId.filter(neighbours::contains)
                .ifPresent(own -> findings.warn(
                        "nodeid",
                        "a node called %s is connected with %s: this one, running already, or another"
                                .formatted(own, id),
                        "If it is another, call this one something else: loommp nodeid, or --nodeid. Who comes second"
                                + " is refused."));
    }

    /** What whoever listens there says first, if that is a node. */
    private Optional<String[]> greeting(String seed) {
        int colon = seed.lastIndexOf(':');
        String host = seed.substring(0, colon).replaceAll("[\\[\\]]", "");
        int port = Integer.parseInt(seed.substring(colon + 1));
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) limit.toMillis());
            socket.connect(new InetSocketAddress(host, port), (int) limit.toMillis());
            String[] fields = firstLine(socket).split(";", -1);
            if (fields.length < 5 || !fields[0].equals("aemp") || fields[2].isEmpty()) {
                findings.fail(SEED, seed + ": something listens there that is no node", "Look at host and port.");
                return Optional.empty();
            }
            return Optional.of(fields);
        } catch (IOException e) {
            findings.fail(
                    SEED,
                    "cannot reach " + seed + ": " + e.getMessage(),
                    "Is the node running there, with that address among its binds, and no firewall between?");
            return Optional.empty();
        }
    }

    private static String firstLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        for (int c = in.read(); c >= 0 && c != '\n' && c != '\r'; c = in.read()) {
            line.append((char) c);
            if (line.length() > GREETING_CHARS_MAX) {
                break;
            }
        }
        return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private void refused(String seed, String id, String[] greeting, @Nullable Throwable why) {
        String reason =
                why instanceof AskFailed ? "it does not take this node, or this node not it" : String.valueOf(why);
        boolean tlsOnly =
                List.of(greeting[METHODS].split(",", -1)).stream().allMatch(method -> method.startsWith("tls_"));
        findings.fail(
                SEED,
                seed + " is the node " + id + ", but " + reason,
                tlsOnly
                        ? "It wants a certificate: have the same on both sides (loommp setcert)."
                        : "Have the same secret on both sides (loommp setsecret), and a certificate on both or on none. The log"
                                + " of both says more with -v.");
    }

    private void clock(String id, @Nullable Object time, Instant asked, Instant answered) {
        if (!(time instanceof Number seconds)) {
            findings.warn(CLOCK, id + " does not say its time", "Nothing needs to be done.");
            return;
        }
        Instant theirs = Instant.ofEpochMilli((long) (seconds.doubleValue() * 1000));
        Duration ahead = theirs.isBefore(asked)
                ? Duration.between(theirs, asked)
                : theirs.isAfter(answered) ? Duration.between(answered, theirs) : Duration.ZERO;
        if (ahead.compareTo(CLOCKS_APART_MAX) > 0) {
            findings.warn(
                    CLOCK,
                    "the clocks of %s and this host are %d s apart".formatted(id, ahead.toSeconds()),
                    "Set them by NTP: certificates are valid by the clock.");
        } else {
            findings.ok(CLOCK, "that of " + id + " shows the same time");
        }
    }
}
