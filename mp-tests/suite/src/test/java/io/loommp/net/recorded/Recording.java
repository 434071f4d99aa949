package io.loommp.net.recorded;

import io.loommp.Message;
import io.loommp.net.codec.Framing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One file of recorded traffic; {@code vectors/README.md} in the test resources describes the format. */
public record Recording(String name, List<Connection> connections) {
    /** All files there are. */
    public static final List<String> NAMES = List.of(
            "globals_json",
            "pair_cbor",
            "pair_json",
            "pair_mixed",
            "tls_sha3_512",
            "triple_cbor",
            "triple_json",
            "types_cbor",
            "types_json",
            "wrong_secret");

    /** One connection; the client is who dialled. */
    public record Connection(
            String clientNode,
            String serverNode,
            @Nullable Proof clientProof,
            @Nullable Proof serverProof,
            @Nullable Framing clientFraming,
            @Nullable Framing serverFraming,
            List<Item> items) {

        /** The framing in which one side writes; only in a connection that got ready. */
        public Framing framing(String direction) {
            return Objects.requireNonNull(direction.equals("c2s") ? clientFraming : serverFraming);
        }

        /** The proofs of both sides, as far as there are any. */
        public Stream<Proof> proofs() {
            return Stream.of(clientProof, serverProof).flatMap(Stream::ofNullable);
        }

        /** All that one side said, as octets. */
        public byte[] octets(String direction) {
            return concat(items.stream().filter(item -> item.direction.equals(direction)));
        }

        /** All packets of one side, as octets. */
        public byte[] packetOctets(String direction) {
            return concat(packets(direction));
        }

        /** What a packet says as we read it, in the framing of its side, the port's name first. */
        public Message read(Item packet) {
            return new PacketCutter(framing(packet.direction))
                    .accept(packet.octets, 0, packet.octets.length)
                    .values()
                    .getFirst();
        }

        /** The packets of one side. */
        public Stream<Item> packets(String direction) {
            return items.stream().filter(item -> item.direction.equals(direction) && item.isPacket());
        }

        private static byte[] concat(Stream<Item> items) {
            byte[] all = new byte[0];
            for (Item item : (Iterable<Item>) items::iterator) {
                byte[] longer = Arrays.copyOf(all, all.length + item.octets.length);
                System.arraycopy(item.octets, 0, longer, all.length, item.octets.length);
                all = longer;
            }
            return all;
        }
    }

    /** An authentication line, taken apart, and what its digest was computed over. */
    public record Proof(
            String method,
            String digest,
            String input,
            @Nullable Boolean matchesSecret,
            String framing) {}

    /** Something that one side said. */
    public static final class Item {
        private final String direction;
        private final String kind;
        private final byte[] octets;
        private final @Nullable Message value;

        Item(String direction, String kind, byte[] octets, @Nullable Message value) {
            this.direction = direction;
            this.kind = kind;
            this.octets = octets;
            this.value = value;
        }

        /** {@code c2s} from the side that dialled, {@code s2c} from the other. */
        public String direction() {
            return direction;
        }

        /** Whether this is a packet, and not a line of the handshake or the end. */
        public boolean isPacket() {
            return kind.equals("packet");
        }

        /** What the packet says, the port's name first. */
        public Message value() {
            if (value == null) {
                throw new IllegalStateException("a " + kind + " has no value");
            }
            return value;
        }
    }

    /** Reads a file of the test resources. */
    public static Recording read(String name) {
        try (InputStream file = Recording.class.getResourceAsStream("/vectors/" + name + ".json")) {
            if (file == null) {
                throw new IllegalArgumentException("no recording " + name);
            }
            JsonNode root = JsonMapper.shared().readTree(file);
            List<Connection> connections = new ArrayList<>();
            root.path("connections").forEach(connection -> connections.add(connection(connection)));
            return new Recording(name, connections);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Connection connection(JsonNode node) {
        List<Item> items = new ArrayList<>();
        node.path("items").forEach(item -> items.add(item(item)));
        JsonNode first = node.has("digest") ? node : node.path("client_auth"); // of TLS only one side each is recorded
        return new Connection(
                node.path("client_node").asString(""),
                node.path("server_node").asString(""),
                proof(first),
                proof(node.path("server_auth")),
                framing(node.path("client_framing")),
                framing(node.path("server_framing")),
                items);
    }

    private static @Nullable Framing framing(JsonNode node) {
        return Framing.named(node.asString("")).orElse(null);
    }

    private static @Nullable Proof proof(JsonNode node) {
        if (!node.has("digest")) {
            return null;
        }
        JsonNode matches = node.path("matches_secret");
        return new Proof(
                node.path("method").asString(node.path("auth_line").asString().split(";", 2)[0]),
                node.path("digest").asString(),
                node.path("digest_input").asString(),
                matches.isBoolean() ? matches.asBoolean() : null,
                node.path("framing").asString(""));
    }

    private static Item item(JsonNode node) {
        byte[] octets = node.has("hex")
                ? HexFormat.of().parseHex(node.path("hex").asString())
                : node.path("text").asString("").getBytes(StandardCharsets.ISO_8859_1);
        Object value = node.has("value") ? JsonMapper.shared().treeToValue(node.path("value"), Object.class) : null;
        return new Item(
                node.path("dir").asString(),
                node.path("kind").asString(),
                octets,
                value instanceof List<?> elements ? Message.fromList(elements) : null);
    }
}
