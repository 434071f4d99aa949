package io.loommp.net;

import io.loommp.PortId;
import io.loommp.net.codec.Framing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node is to be called, whom it trusts, where it listens and dials, and its limits. Every component can be set by the
 * method of the same name of {@link Builder}; there is a default for each.
 *
 * <p>Nothing listens unless {@code binds} says so.
 *
 * @param nodeId the name of the node, in which {@code %n} becomes the name of the host, and {@code %u} and the nothing after
 *     a trailing slash become a text that is new at each start; by default {@code host/} and such a text
 * @param secret proves nodes to each other; a node that listens or dials needs it, or {@code cert}
 * @param cert encrypts connections, and proves nodes to each other as well
 * @param tlsRequired whether connections with nodes that have no certificate, or hide it, are refused; by default if there
 *     is {@code cert}
 * @param tlsBindId whether a certificate must bear the id of its node, or that up to its first slash, among its subject
 *     alternative names as a DNS name
 * @param authAccept by what others may prove themselves, the best first: {@code tls_sha3_512}, {@code hmac_sha3_512}, and
 *     for the sake of other software {@code tls_anon} and {@code cleartext}, which prove less than they should; by default,
 *     and if empty, the first two as far as there is {@code cert} and {@code secret} for them, the second not if TLS is
 *     required
 * @param authOffer by what this node proves itself, as {@code authAccept}; never {@code cleartext}
 * @param binds where to listen, each {@code host:port}; {@code *} as host is every address but loopback, {@code *} or
 *     nothing as port any free one, digits alone a port of the address of this host
 * @param publish where other nodes are told that this one listens, each {@code host:port}, instead of where it does: for a
 *     host that others see under another address. Without a port it is the one where the node listens
 * @param seeds whom to dial and stay connected with, each {@code host:port}
 * @param framings how packets may be written, the best first: {@code cbor} and {@code json}, or one of them; others write as
 *     this node likes it best, and this node as they do
 * @param monitorTimeout how long another node may be silent before it is lost; also how long an attempt to connect with
 *     one may take, and messages wait for that, and the longest time between two attempts to reach a seed
 * @param connectInterval how long an address gets to accept a connection before the next address of that node is tried as
 *     well
 * @param handshakeDeadline how long a connection may take, from the greeting, to be ready
 * @param writeProgressDeadline how long another node may take nothing of what it is sent, before it is lost
 * @param packetBytesMax a packet has at most this many octets, in both directions; by default 16 MiB, or a 32nd of the heap
 *     if that is less, but not less than the 2 MiB that a piece of the database may take
 * @param outboundHighWaterBytes with more than this on its way to one node, those who send there wait
 * @param outboundBytesMax with more than this on its way to one node, it is lost as overloaded
 * @param outboundPacketsMax with more packets than this on their way to one node, it is lost as overloaded
 * @param unreadBytesMax with more than this unread of other nodes, in estimated heap, the node that sent most is not
 *     listened to for a while
 * @param unreadPauseMax how long at a stretch that may last, before that node is lost as overloaded
 * @param handshakingMax so many strangers may be connected that have not proven the secret
 * @param handshakingPerAddressMax so many of them from one address
 * @param linksMax with so many nodes connected, no further ones are welcome that dial this one
 * @param relay whether messages that other nodes send through this one ({@code snd}) are passed on to third nodes, which
 *     then see this one as their origin; off unless switched on
 * @param globalOnRequest whether the node becomes a global one, which holds the database, when another node asks for that, as
 *     each node asks its seeds; on unless switched off. A seed that is none of its own seeds, and is not to be asked, is no
 *     master for anybody
 * @param managementRemote whether other nodes may trace this one, and so see what is in its messages; off unless switched on
 * @param mdc whether threads that run code of ports say in the context of the log (SLF4J's MDC) which {@code port} that is, of
 *     which {@code node}, and which other node, {@code peer}, the last message came from; off unless switched on, as each
 *     thread then has a map of its own
 * @param runNext whether a callback port that the handler of another woke last may follow it on its thread, which spares a
 *     start; on unless switched off. It waits behind the handler that woke it, but not while that blocks or computes for more
 *     than some 6 ms: then, and whenever this is off, it has a thread of its own
 * @param busyPoll whether a selector thread may look for what comes on a carrier of virtual threads, as long as something comes
 *     each 50 us, which spares the wakes of a round trip; on unless switched off. It keeps a core busy meanwhile; there is none on
 *     a machine of one core
 * @param selectorThreads so many threads read and write the connections
 */
public record NodeConfig(
        String nodeId,
        @Nullable Secret secret,
        @Nullable Credentials cert,
        boolean tlsRequired,
        boolean tlsBindId,
        List<String> authAccept,
        List<String> authOffer,
        List<String> binds,
        List<String> publish,
        List<String> seeds,
        List<String> framings,
        Duration monitorTimeout,
        Duration connectInterval,
        Duration handshakeDeadline,
        Duration writeProgressDeadline,
        int packetBytesMax,
        long outboundHighWaterBytes,
        long outboundBytesMax,
        int outboundPacketsMax,
        long unreadBytesMax,
        Duration unreadPauseMax,
        int handshakingMax,
        int handshakingPerAddressMax,
        int linksMax,
        boolean relay,
        boolean globalOnRequest,
        boolean managementRemote,
        boolean mdc,
        boolean runNext,
        boolean busyPoll,
        int selectorThreads) {

    private static final int PACKET_BYTES_LIMIT = 1 << 30;
    private static final int PACKETS_LIMIT = 1 << 23;
    private static final long MIB = 1 << 20;
    private static final Duration DURATION_LIMIT = Duration.ofDays(365);

    /** @throws IllegalArgumentException naming the key and the value that is wrong */
    public NodeConfig {
        Objects.requireNonNull(nodeId, "nodeId");
        binds = List.copyOf(binds);
        publish = List.copyOf(publish);
        seeds = List.copyOf(seeds);
        framings = List.copyOf(framings);
        checkNodeId(nodeId);
        binds.forEach(bind -> HostPort.parse("binds", bind));
        publish.forEach(address -> HostPort.parse("publish", address).checkPublishable("publish"));
        seeds.forEach(seed -> HostPort.parse("seeds", seed).checkDialable("seeds"));
        authAccept = List.copyOf(authAccept);
        authOffer = List.copyOf(authOffer);
        if (secret == null && cert == null && !(binds.isEmpty() && seeds.isEmpty())) {
            throw new IllegalArgumentException(
                    "secret: there is none, nor a cert, and a node that has binds or seeds needs one of them");
        }
        AuthMethods.check(secret != null, cert != null, tlsRequired, tlsBindId, authAccept, authOffer);
        checkFramings(framings);
        checkPositive("monitorTimeout", monitorTimeout);
        checkPositive("connectInterval", connectInterval);
        checkPositive("handshakeDeadline", handshakeDeadline);
        checkPositive("writeProgressDeadline", writeProgressDeadline);
        checkRange("packetBytesMax", packetBytesMax, 1024, PACKET_BYTES_LIMIT);
        checkRange("outboundHighWaterBytes", outboundHighWaterBytes, 1, Long.MAX_VALUE);
        checkRange("outboundBytesMax", outboundBytesMax, outboundHighWaterBytes, 1L << 38);
        checkRange("outboundPacketsMax", outboundPacketsMax, 1, PACKETS_LIMIT);
        checkRange("unreadBytesMax", unreadBytesMax, 1, Long.MAX_VALUE);
        checkPositive("unreadPauseMax", unreadPauseMax);
        checkRange("handshakingMax", handshakingMax, 1, Integer.MAX_VALUE);
        checkRange("handshakingPerAddressMax", handshakingPerAddressMax, 1, handshakingMax);
        checkRange("linksMax", linksMax, 1, Integer.MAX_VALUE);
        checkRange("selectorThreads", selectorThreads, 1, 1024);
    }

    private static void checkNodeId(String nodeId) {
        try {
            PortId.checkNodeId(nodeId);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("nodeId: " + e.getMessage(), e);
        }
        if (nodeId.equals("0")) {
            throw new IllegalArgumentException("nodeId: \"0\" is none");
        }
    }

    private static void checkFramings(List<String> framings) {
        boolean known = framings.stream().allMatch(name -> Framing.named(name).isPresent());
        boolean distinct = Set.copyOf(framings).size() == framings.size();
        if (framings.isEmpty() || !known || !distinct) {
            throw new IllegalArgumentException(
                    "framings: " + framings + " is no choice among " + Framing.PREFERENCE + ", each at most once");
        }
    }

    private static void checkPositive(String key, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(DURATION_LIMIT) > 0) {
            throw new IllegalArgumentException(key + ": " + value + " is not within 0 and " + DURATION_LIMIT);
        }
    }

    private static void checkRange(String key, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + ": " + value + " is not within " + min + " and " + max);
        }
    }

    /** A builder, with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the components of a {@link NodeConfig}, each named as there. */
    public static final class Builder {
        private String nodeId = "%n/";
        private @Nullable Secret secret;
        private @Nullable Credentials cert;
        private @Nullable Boolean tlsRequired; // null: if there is a certificate
        private boolean tlsBindId;
        private List<String> authAccept = List.of();
        private List<String> authOffer = List.of();
        private List<String> binds = new ArrayList<>();
        private List<String> publish = new ArrayList<>();
        private List<String> seeds = new ArrayList<>();
        private List<String> framings = Framing.PREFERENCE;
        private Duration monitorTimeout = Duration.ofSeconds(30);
        private Duration connectInterval = Duration.ofSeconds(2);
        private Duration handshakeDeadline = Duration.ofSeconds(10);
        private Duration writeProgressDeadline = Duration.ofSeconds(30);
        private int packetBytesMax = (int) Math.clamp(Runtime.getRuntime().maxMemory() / 32, 2 * MIB, 16 * MIB);
        private long outboundHighWaterBytes = MIB;
        private long outboundBytesMax =
                Math.max(2 * MIB, Math.min(64 * MIB, Runtime.getRuntime().maxMemory() / 4));
        private int outboundPacketsMax = 1_000_000;
        private long unreadBytesMax = Math.clamp(Runtime.getRuntime().maxMemory() / 8, MIB, 256 * MIB);
        private Duration unreadPauseMax = Duration.ofSeconds(5);
        private int handshakingMax = 256;
        private int handshakingPerAddressMax = 64;
        private int linksMax = 20_000;
        private boolean relay;
        private boolean managementRemote;
        private boolean mdc;
        private boolean runNext = true;
        private boolean busyPoll = true;
        private boolean globalOnRequest = true;
        private int selectorThreads = Math.max(1, Runtime.getRuntime().availableProcessors() / 4);

        private final Set<String> given = new LinkedHashSet<>();

        private Builder() {}

        /** The names of the components that were set, whatever to. */
        public Set<String> given() {
            return Collections.unmodifiableSet(given);
        }

        /** See {@link NodeConfig#nodeId}. */
        public Builder nodeId(String value) {
            given.add("nodeId");
            nodeId = value;
            return this;
        }

        /** See {@link NodeConfig#secret}. */
        public Builder secret(Secret value) {
            given.add("secret");
            secret = value;
            return this;
        }

        /** See {@link NodeConfig#cert}. */
        public Builder cert(Credentials value) {
            given.add("cert");
            cert = value;
            return this;
        }

        /** See {@link NodeConfig#tlsRequired}. */
        public Builder tlsRequired(boolean value) {
            given.add("tlsRequired");
            tlsRequired = value;
            return this;
        }

        /** See {@link NodeConfig#tlsBindId}. */
        public Builder tlsBindId(boolean value) {
            given.add("tlsBindId");
            tlsBindId = value;
            return this;
        }

        /** Sets {@link NodeConfig#authAccept}; each text may be a list with commas. */
        public Builder authAccept(List<String> values) {
            given.add("authAccept");
            authAccept = split(values);
            return this;
        }

        /** Sets {@link NodeConfig#authOffer}; each text may be a list with commas. */
        public Builder authOffer(List<String> values) {
            given.add("authOffer");
            authOffer = split(values);
            return this;
        }

        /** Adds to {@link NodeConfig#binds}. */
        public Builder bind(String hostAndPort) {
            given.add("binds");
            binds.add(hostAndPort);
            return this;
        }

        /** Sets {@link NodeConfig#binds}; each text may be a list with commas. */
        public Builder binds(List<String> values) {
            given.add("binds");
            binds = split(values);
            return this;
        }

        /** Adds to {@link NodeConfig#publish}. */
        public Builder publish(String hostAndPort) {
            given.add("publish");
            publish.add(hostAndPort);
            return this;
        }

        /** Sets {@link NodeConfig#publish}; each text may be a list with commas. */
        public Builder publish(List<String> values) {
            given.add("publish");
            publish = split(values);
            return this;
        }

        /** Adds to {@link NodeConfig#seeds}. */
        public Builder seed(String hostAndPort) {
            given.add("seeds");
            seeds.add(hostAndPort);
            return this;
        }

        /** Sets {@link NodeConfig#seeds}; each text may be a list with commas. */
        public Builder seeds(List<String> values) {
            given.add("seeds");
            seeds = split(values);
            return this;
        }

        private static List<String> split(List<String> values) {
            List<String> all = new ArrayList<>();
            values.forEach(value -> all.addAll(Arrays.asList(value.split(","))));
            return all;
        }

        /** See {@link NodeConfig#framings}. */
        public Builder framings(List<String> values) {
            given.add("framings");
            framings = values;
            return this;
        }

        /** See {@link NodeConfig#monitorTimeout}. */
        public Builder monitorTimeout(Duration value) {
            given.add("monitorTimeout");
            monitorTimeout = value;
            return this;
        }

        /** See {@link NodeConfig#connectInterval}. */
        public Builder connectInterval(Duration value) {
            given.add("connectInterval");
            connectInterval = value;
            return this;
        }

        /** See {@link NodeConfig#handshakeDeadline}. */
        public Builder handshakeDeadline(Duration value) {
            given.add("handshakeDeadline");
            handshakeDeadline = value;
            return this;
        }

        /** See {@link NodeConfig#writeProgressDeadline}. */
        public Builder writeProgressDeadline(Duration value) {
            given.add("writeProgressDeadline");
            writeProgressDeadline = value;
            return this;
        }

        /** See {@link NodeConfig#packetBytesMax}. */
        public Builder packetBytesMax(int value) {
            given.add("packetBytesMax");
            packetBytesMax = value;
            return this;
        }

        /** See {@link NodeConfig#outboundHighWaterBytes}. */
        public Builder outboundHighWaterBytes(long value) {
            given.add("outboundHighWaterBytes");
            outboundHighWaterBytes = value;
            return this;
        }

        /** See {@link NodeConfig#outboundBytesMax}. */
        public Builder outboundBytesMax(long value) {
            given.add("outboundBytesMax");
            outboundBytesMax = value;
            return this;
        }

        /** See {@link NodeConfig#outboundPacketsMax}. */
        public Builder outboundPacketsMax(int value) {
            given.add("outboundPacketsMax");
            outboundPacketsMax = value;
            return this;
        }

        /** See {@link NodeConfig#unreadBytesMax}. */
        public Builder unreadBytesMax(long value) {
            given.add("unreadBytesMax");
            unreadBytesMax = value;
            return this;
        }

        /** See {@link NodeConfig#unreadPauseMax}. */
        public Builder unreadPauseMax(Duration value) {
            given.add("unreadPauseMax");
            unreadPauseMax = value;
            return this;
        }

        /** See {@link NodeConfig#handshakingMax}. */
        public Builder handshakingMax(int value) {
            given.add("handshakingMax");
            handshakingMax = value;
            return this;
        }

        /** See {@link NodeConfig#handshakingPerAddressMax}. */
        public Builder handshakingPerAddressMax(int value) {
            given.add("handshakingPerAddressMax");
            handshakingPerAddressMax = value;
            return this;
        }

        /** See {@link NodeConfig#linksMax}. */
        public Builder linksMax(int value) {
            given.add("linksMax");
            linksMax = value;
            return this;
        }

        /** See {@link NodeConfig#globalOnRequest}. */
        public Builder globalOnRequest(boolean value) {
            given.add("globalOnRequest");
            globalOnRequest = value;
            return this;
        }

        /** See {@link NodeConfig#relay}. */
        public Builder relay(boolean value) {
            given.add("relay");
            relay = value;
            return this;
        }

        /** See {@link NodeConfig#managementRemote}. */
        public Builder managementRemote(boolean value) {
            given.add("managementRemote");
            managementRemote = value;
            return this;
        }

        /** See {@link NodeConfig#mdc}. */
        public Builder mdc(boolean value) {
            given.add("mdc");
            mdc = value;
            return this;
        }

        /** See {@link NodeConfig#runNext}. */
        public Builder runNext(boolean value) {
            given.add("runNext");
            runNext = value;
            return this;
        }

        /** See {@link NodeConfig#busyPoll}. */
        public Builder busyPoll(boolean value) {
            given.add("busyPoll");
            busyPoll = value;
            return this;
        }

        /** See {@link NodeConfig#selectorThreads}. */
        public Builder selectorThreads(int value) {
            given.add("selectorThreads");
            selectorThreads = value;
            return this;
        }

        /**
         * The configuration.
         *
         * @throws IllegalArgumentException naming the key and the value that is wrong
         */
        public NodeConfig build() {
            return new NodeConfig(
                    nodeId,
                    secret,
                    cert,
                    tlsRequired == null ? cert != null : tlsRequired,
                    tlsBindId,
                    authAccept,
                    authOffer,
                    binds,
                    publish,
                    seeds,
                    framings,
                    monitorTimeout,
                    connectInterval,
                    handshakeDeadline,
                    writeProgressDeadline,
                    packetBytesMax,
                    outboundHighWaterBytes,
                    outboundBytesMax,
                    outboundPacketsMax,
                    unreadBytesMax,
                    unreadPauseMax,
                    handshakingMax,
                    handshakingPerAddressMax,
                    linksMax,
                    relay,
                    globalOnRequest,
                    managementRemote,
                    mdc,
                    runNext,
                    busyPoll,
                    selectorThreads);
        }
    }
}
