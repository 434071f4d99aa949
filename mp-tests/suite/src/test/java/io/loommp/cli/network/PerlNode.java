package io.loommp.cli.network;

import static org.awaitility.Awaitility.await;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.hostile.RawNode;
import io.loommp.net.codec.Framing;
import io.loommp.net.recorded.PacketCutter;
import io.loommp.testing.Latches;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A global node as AnyEvent::MP 2.02 plays it, written from the description of the protocol and the recordings, with none of
 * our kernel: it serves the requests that the Perl code has, in the framing {@code json}, and nothing else.
 */
public final class PerlNode implements AutoCloseable {
    /** The secret of the recordings. */
    public static final String SECRET = "geheim";

    private static final String UP_NODES = "AnyEvent::MP::Kernel::up_nodes";

    private final String id;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, BiConsumer<Connection, Message>> ports = new ConcurrentHashMap<>();
    private final Map<String, List<String>> addresses = new ConcurrentHashMap<>();
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private final Map<String, Runnable> whenWatched = new ConcurrentHashMap<>();
    private final List<Message> heard = new CopyOnWriteArrayList<>();
    private final List<String> unknown = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean secure; // written by the test
    private final List<String> pretended = new CopyOnWriteArrayList<>();

    /** The connection with one other node. */
    public static final class Connection {
        private final RawNode raw;
        private final String peer;
        private final List<String> watched = new CopyOnWriteArrayList<>();

        private Connection(RawNode raw) {
            this.raw = raw;
            this.peer = raw.theirGreeting().split(";", -1)[2];
        }

        /** Says a packet, the port's name first. */
        public void say(@Nullable Object... packet) {
            try {
                Message whole = Message.of(packet);
                raw.say(Framing.JSON.encoder(1 << 20).encode(whole.string(0), Message.fromList(whole.from(1))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void answer(Message request, int portIndex, @Nullable Object... values) {
            if (request.has(portIndex)) {
                PortId port = request.port(portIndex);
                say(Message.of(port.name())
                        .with(request.from(portIndex + 1).toArray())
                        .with(values)
                        .toList()
                        .toArray());
            }
        }
    }

    /** One that listens; {@code unknown()} names the requests it did not understand. */
    public PerlNode(String id) throws IOException {
        this.id = id;
        Thread.ofPlatform().daemon().name("perl-" + id).start(this::accept);
    }

    /** Where it listens. */
    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Makes a port: what it does with what comes. */
    public PerlNode port(String name, BiConsumer<Connection, Message> receiver) {
        ports.put(name, receiver);
        return this;
    }

    /** Says to who asks that another node listens somewhere. */
    public PerlNode knows(PerlNode other) {
        addresses.put(other.id, List.of(other.address()));
        return this;
    }

    /** Claims to be connected with others. */
    public PerlNode pretendsToBeConnectedWith(String... others) {
        pretended.addAll(List.of(others));
        return this;
    }

    /** The packets that came, the port's name first. */
    public List<Message> heard() {
        return heard;
    }

    /** The requests that came and that a Perl node does not know. */
    public List<String> unknown() {
        return unknown;
    }

    /** Does something as soon as somebody watches a port. */
    public PerlNode whenWatched(String name, Runnable action) {
        whenWatched.put(name, action);
        return this;
    }

    /** Waits until somebody watches a port. */
    public void awaitWatch(String name) {
        await().until(() -> connections.values().stream().anyMatch(connection -> connection.watched.contains(name)));
    }

    /** Ends a port. */
    public void end(String name, @Nullable Object... reason) {
        ports.remove(name);
        connections.values().forEach(connection -> {
            if (connection.watched.remove(name)) {
                connection.say(
                        Message.of("", "kil0", name).with(reason).toList().toArray());
            }
        });
    }

    /** From now on it reads nothing, and says nothing. */
    public void stopsListening() {
        Latches.await(closed);
    }

    /** From now on it is in the mode {@code secure}, in which nothing is evaluated. */
    public void refusesToEvaluate() {
        secure = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket accepted = listener.accept();
                Thread.ofVirtual().start(() -> serve(accepted));
            }
        } catch (IOException e) {
            return; // it was closed
        }
    }

    private void serve(Socket accepted) {
        try (RawNode raw = RawNode.over(accepted)) {
            serve(new Connection(raw.makeReady(id, SECRET, "json")));
        } catch (IOException | UncheckedIOException e) {
            return; // it hung up
        }
    }

    private void serve(Connection connection) throws IOException {
        connections.put(connection.peer, connection);
        try {
            PacketCutter packets = new PacketCutter(Framing.JSON);
            connection.say("", "g_global");
            int served = 0;
            for (byte[] octets = connection.raw.octets(); octets.length > 0; octets = connection.raw.octets()) {
                List<Message> all = packets.accept(octets, 0, octets.length).values();
                for (Message packet : all.subList(served, all.size())) {
                    heard.add(packet);
                    receive(connection, packet);
                }
                served = all.size();
            }
        } finally {
            connections.remove(connection.peer, connection);
        }
    }

    private void receive(Connection from, Message packet) {
        String port = packet.string(0);
        Message message = Message.fromList(packet.from(1));
        if (port.isEmpty()) {
            request(from, message);
            return;
        }
        BiConsumer<Connection, Message> receiver = ports.get(port);
        if (receiver != null) {
            receiver.accept(from, message);
        }
    }

    private void request(Connection from, Message request) {
        switch (request.tag()) {
            case "", "devnull", "kil0", "g_slave", "g_upd", "g_mon0", "g_global" -> {}
            case "mon1" -> monitor(from, request.string(1));
            case "mon0" -> from.watched.remove(String.valueOf(request.value(1)));
            case "kil1" -> end(request.string(1), request.from(2).toArray());
            case "snd" -> from.answer(request, 1);
            case "can" -> from.answer(request, 2, "1");
            case "time" -> from.answer(request, 1, 1795308614.46622);
            case "eval" -> evaluate(from, request);
            case "g_find" -> from.say("", "g_found", request.string(1), addresses.get(request.string(1)));
            case "g_mon1" -> from.say("", "g_chg1", request.string(1), Map.of());
            case "g_db_family" -> from.say("", "g_reply", request.value(2), Map.of());
            case "g_db_keys", "g_db_values" -> from.say("", "g_reply", request.value(2), List.of());
            default -> unknown.add(request.toString());
        }
    }

    private void monitor(Connection from, String name) {
        if (ports.containsKey(name)) {
            from.watched.add(name);
            Runnable action = whenWatched.remove(name);
            if (action != null) {
                action.run();
            }
        } else {
            from.say("", "kil0", name, "no_such_port", "cannot monitor nonexistent port", id + '#' + name);
        }
    }

    /** Perl would evaluate it; what is asked here has this value. */
    private void evaluate(Connection from, Message request) {
        if (secure || !request.string(1).equals(UP_NODES)) {
            from.answer(request, 2, "remote execution not allowed");
            return;
        }
        List<@Nullable Object> answer = new ArrayList<>(List.of(""));
        answer.addAll(connections.keySet());
        answer.addAll(pretended);
        from.answer(request, 2, answer.toArray());
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Connection connection : connections.values()) {
            connection.raw.close();
        }
    }
}
