package io.loommp.net.config;

import io.loommp.inspect.Inspection;
import io.loommp.net.Credentials;
import io.loommp.net.NodeConfig;
import io.loommp.net.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of all that can be configured: its key, its kind of value, and what it sets in a {@link NodeConfig}. */
public enum Setting {
    /** {@link NodeConfig#nodeId}. */
    NODE_ID(
            "nodeid",
            "nodeId",
            ValueType.TEXT,
            "the name of the node; %n is the host, %u a random text, new at each start; a slash at the end has such a text put behind it",
            (to, value) -> to.nodeId((String) value)),
    /** {@link NodeConfig#secret}. */
    SECRET(
            "secret",
            "secret",
            ValueType.HIDDEN,
            "the secret that proves nodes to each other",
            (to, value) -> to.secret(Secret.of((String) value))),
    /** {@link NodeConfig#secret}, in a file of its own. */
    SECRET_FILE(
            "secret_file",
            "secret",
            ValueType.FILE,
            "a file with the secret, instead of the secret itself",
            (to, value) -> to.secret(Secret.fromFile(Path.of((String) value)))),
    /** {@link NodeConfig#cert}. */
    CERT(
            "cert",
            "cert",
            ValueType.HIDDEN,
            "key and certificates as PEM text; encrypts connections and proves nodes to each other",
            (to, value) -> to.cert(Credentials.ofPem((String) value))),
    /** {@link NodeConfig#cert}, in a file of its own. */
    CERT_FILE(
            "cert_file",
            "cert",
            ValueType.FILE,
            "a file with key and certificates, instead of these themselves; it is followed when it changes",
            (to, value) -> to.cert(Credentials.fromFile(Path.of((String) value)))),
    /** {@link NodeConfig#tlsRequired}. */
    TLS_REQUIRED(
            "tls_required",
            "tlsRequired",
            ValueType.FLAG,
            "refuse nodes that have no certificate",
            (to, value) -> to.tlsRequired((Boolean) value)),
    /** {@link NodeConfig#tlsBindId}. */
    TLS_BIND_ID(
            "tls_bind_id",
            "tlsBindId",
            ValueType.FLAG,
            "a certificate must bear the id of its node",
            (to, value) -> to.tlsBindId((Boolean) value)),
    /** {@link NodeConfig#seeds}. */
    SEEDS(
            "seeds",
            "seeds",
            ValueType.TEXTS,
            "whom to dial and stay connected with, host:port each",
            (to, value) -> to.seeds(texts(value))),
    /** {@link NodeConfig#binds}. */
    BINDS(
            "binds",
            "binds",
            ValueType.TEXTS,
            "where to listen, host:port each; * is every address but loopback, [] is nowhere",
            (to, value) -> to.binds(texts(value))),
    /** {@link NodeConfig#publish}. */
    PUBLISH(
            "publish",
            "publish",
            ValueType.TEXTS,
            "where others are told that this node listens, if not where it does",
            (to, value) -> to.publish(texts(value))),
    /** What is started in the node: {@link Resolved#services}. */
    SERVICES("services", null, ValueType.SERVICES, "what is started in the node, in this order", (to, value) -> {}),
    /** What other nodes may ask this one for: {@link Resolved#nodeServices}. */
    NODE_SERVICES(
            "node_services",
            null,
            ValueType.TEXTS,
            "what commands on other nodes may ask of this one, by name; [] is nothing",
            (to, value) -> checkNodeServices(texts(value))),
    /** {@link NodeConfig#monitorTimeout}. */
    MONITOR_TIMEOUT(
            "monitor_timeout",
            "monitorTimeout",
            ValueType.DURATION,
            "how long another node may be silent before it is lost",
            (to, value) -> to.monitorTimeout((Duration) value)),
    /** {@link NodeConfig#connectInterval}. */
    CONNECT_INTERVAL(
            "connect_interval",
            "connectInterval",
            ValueType.DURATION,
            "how long an address gets to accept a connection before the next one is tried as well",
            (to, value) -> to.connectInterval((Duration) value)),
    /** {@link NodeConfig#framings}. */
    FRAMING_FORMAT(
            "framing_format",
            "framings",
            ValueType.TEXTS,
            "how packets may be written, the best first: cbor, json",
            (to, value) -> to.framings(texts(value))),
    /** {@link NodeConfig#authOffer}. */
    AUTH_OFFER(
            "auth_offer",
            "authOffer",
            ValueType.TEXTS,
            "by what this node proves itself, the best first",
            (to, value) -> to.authOffer(texts(value))),
    /** {@link NodeConfig#authAccept}. */
    AUTH_ACCEPT(
            "auth_accept",
            "authAccept",
            ValueType.TEXTS,
            "by what others may prove themselves, the best first",
            (to, value) -> to.authAccept(texts(value))),
    /** {@link NodeConfig#handshakeDeadline}. */
    HANDSHAKE_DEADLINE(
            "handshake_deadline",
            "handshakeDeadline",
            ValueType.DURATION,
            "how long a connection may take to be ready",
            (to, value) -> to.handshakeDeadline((Duration) value)),
    /** {@link NodeConfig#writeProgressDeadline}. */
    WRITE_PROGRESS_DEADLINE(
            "write_progress_deadline",
            "writeProgressDeadline",
            ValueType.DURATION,
            "how long another node may take nothing before it is lost",
            (to, value) -> to.writeProgressDeadline((Duration) value)),
    /** {@link NodeConfig#packetBytesMax}. */
    PACKET_BYTES_MAX(
            "packet_bytes_max",
            "packetBytesMax",
            ValueType.BYTES,
            "a packet has at most this many octets",
            (to, value) -> to.packetBytesMax(whole(value))),
    /** {@link NodeConfig#outboundHighWaterBytes}. */
    OUTBOUND_HIGH_WATER_BYTES(
            "outbound_high_water_bytes",
            "outboundHighWaterBytes",
            ValueType.BYTES,
            "with more than this on its way to a node, senders wait",
            (to, value) -> to.outboundHighWaterBytes((Long) value)),
    /** {@link NodeConfig#outboundBytesMax}. */
    OUTBOUND_BYTES_MAX(
            "outbound_bytes_max",
            "outboundBytesMax",
            ValueType.BYTES,
            "with more than this on its way to a node, that is lost",
            (to, value) -> to.outboundBytesMax((Long) value)),
    /** {@link NodeConfig#outboundPacketsMax}. */
    OUTBOUND_PACKETS_MAX(
            "outbound_packets_max",
            "outboundPacketsMax",
            ValueType.COUNT,
            "with more packets than this on their way to a node, that is lost",
            (to, value) -> to.outboundPacketsMax(whole(value))),
    /** {@link NodeConfig#unreadBytesMax}. */
    UNREAD_BYTES_MAX(
            "unread_bytes_max",
            "unreadBytesMax",
            ValueType.BYTES,
            "with more than this unread, the node that sent most is not listened to for a while",
            (to, value) -> to.unreadBytesMax((Long) value)),
    /** {@link NodeConfig#unreadPauseMax}. */
    UNREAD_PAUSE_MAX(
            "unread_pause_max",
            "unreadPauseMax",
            ValueType.DURATION,
            "how long at a stretch that may last before that node is lost",
            (to, value) -> to.unreadPauseMax((Duration) value)),
    /** {@link NodeConfig#handshakingMax}. */
    HANDSHAKING_MAX(
            "handshaking_max",
            "handshakingMax",
            ValueType.COUNT,
            "so many strangers may be connected that have proven nothing yet",
            (to, value) -> to.handshakingMax(whole(value))),
    /** {@link NodeConfig#handshakingPerAddressMax}. */
    HANDSHAKING_PER_ADDRESS_MAX(
            "handshaking_per_address_max",
            "handshakingPerAddressMax",
            ValueType.COUNT,
            "so many of them from one address",
            (to, value) -> to.handshakingPerAddressMax(whole(value))),
    /** {@link NodeConfig#linksMax}. */
    LINKS_MAX(
            "links_max",
            "linksMax",
            ValueType.COUNT,
            "with so many nodes connected, no further ones are welcome that dial",
            (to, value) -> to.linksMax(whole(value))),
    /** {@link NodeConfig#relay}. */
    RELAY(
            "relay",
            "relay",
            ValueType.FLAG,
            "pass messages of other nodes on to third nodes",
            (to, value) -> to.relay((Boolean) value)),
    /** {@link NodeConfig#globalOnRequest}. */
    GLOBAL_ON_REQUEST(
            "global_on_request",
            "globalOnRequest",
            ValueType.FLAG,
            "hold the network's database when another node asks for that",
            (to, value) -> to.globalOnRequest((Boolean) value)),
    /** {@link NodeConfig#managementRemote}. */
    MANAGEMENT_REMOTE(
            "management_remote",
            "managementRemote",
            ValueType.FLAG,
            "let other nodes trace this one, and so see its messages",
            (to, value) -> to.managementRemote((Boolean) value)),
    /** {@link NodeConfig#mdc}. */
    MDC(
            "mdc",
            "mdc",
            ValueType.FLAG,
            "say in the log's context (MDC) which port a thread runs: port, node, peer",
            (to, value) -> to.mdc((Boolean) value)),
    /** {@link NodeConfig#runNext}. */
    RUN_NEXT(
            "run_next",
            "runNext",
            ValueType.FLAG,
            "run the callback port that a handler woke last on the same thread",
            (to, value) -> to.runNext((Boolean) value)),
    /** {@link NodeConfig#busyPoll}. */
    BUSY_POLL(
            "busy_poll",
            "busyPoll",
            ValueType.FLAG,
            "look for what comes, instead of sleeping, as long as it comes soon",
            (to, value) -> to.busyPoll((Boolean) value)),
    /** {@link NodeConfig#selectorThreads}. */
    SELECTOR_THREADS(
            "selector_threads",
            "selectorThreads",
            ValueType.COUNT,
            "so many threads read and write the connections",
            (to, value) -> to.selectorThreads(whole(value)));

    private static final String VARIABLE_PREFIX = "LOOMMP_";

    private final String key;
    private final @Nullable String component;
    private final ValueType type;
    private final String meaning;

    @SuppressWarnings("ImmutableEnumChecker") // they are lambdas that hold nothing
    private final Assignment assignment;

    @FunctionalInterface
    private interface Assignment {
        void set(NodeConfig.Builder builder, Object value) throws IOException;
    }

    Setting(String key, @Nullable String component, ValueType type, String meaning, Assignment assignment) {
        this.key = key;
        this.component = component;
        this.type = type;
        this.meaning = meaning;
        this.assignment = assignment;
    }

    private static void checkNodeServices(List<String> names) {
        var ignored = Inspection.named(names);
    }

    private static List<String> texts(Object value) {
        return ((List<?>) value).stream().map(String.class::cast).toList();
    }

    private static int whole(Object value) {
        return Math.clamp((Long) value, Integer.MIN_VALUE, Integer.MAX_VALUE); // out of range stays out of range
    }

    /** The one of a key, if there is one. */
    public static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst();
    }

    /** All keys. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(Setting::key).toList();
    }

    /** How it is called in a file and in commands. */
    public String key() {
        return key;
    }

    /** The environment variable that sets it. */
    public String variable() {
        return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT);
    }

    /** Its kind of value. */
    public ValueType type() {
        return type;
    }

    /** What it means, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** Whether its value must not be shown. */
    public boolean isSecret() {
        return type == ValueType.HIDDEN;
    }

    /** The setting that says the same in another way, so that the one that counts more replaces the other. */
    Optional<Setting> rival() {
        return Arrays.stream(values())
                .filter(other -> other != this && component != null && component.equals(other.component))
                .findFirst();
    }

    /** The component of {@link NodeConfig} that it sets; none for what is beside that. */
    Optional<String> component() {
        return Optional.ofNullable(component);
    }

    /** The value that a word or a variable means. */
    public Object parse(String text) {
        return type.fromText(text);
    }

    /** The value that a JSON value means. */
    public Object parseJson(@Nullable Object json) {
        return type.fromJson(json);
    }

    /** The JSON value that means this value; not masked. */
    Object toJson(Object value) {
        return type.toJson(value);
    }

    /** The JSON value that means this value, or what is shown instead of a secret. */
    public Object shownJson(Object value) {
        return isSecret() ? type.toText(value) : type.toJson(value);
    }

    /**
     * Checks a value as a node would that had no other. Limits that others must keep within are as wide as can be: whether what
     * is set fits together shows when all of it is known, in {@link Resolved#nodeConfig}.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public void check(Object value) {
        if (type == ValueType.FILE || this == AUTH_ACCEPT || this == AUTH_OFFER) {
            return; // what these mean depends on others
        }
        NodeConfig.Builder builder =
                NodeConfig.builder().outboundHighWaterBytes(1).handshakingMax(Integer.MAX_VALUE);
        try {
            assign(builder, value);
            if (component != null && !component.equals("secret") && !component.equals("cert")) {
                builder.secret(Secret.random()).build();
            }
        } catch (IllegalArgumentException e) {
            String problem = String.valueOf(e.getMessage());
            if (component == null) {
                throw new IllegalArgumentException(key + ": " + problem, e);
            }
            if (problem.startsWith(component + ": ") && !problem.contains("but there is no cert")) {
                throw new IllegalArgumentException(key + problem.substring(problem.indexOf(':')), e);
            }
        } catch (IOException e) {
            throw new IllegalStateException(key + " is no file", e);
        }
    }

    void assign(NodeConfig.Builder builder, Object value) throws IOException {
        assignment.set(builder, value);
    }

    /** The key. */
    @Override
    public String toString() {
        return key;
    }
}
