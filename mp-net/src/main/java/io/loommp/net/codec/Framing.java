package io.loommp.net.codec;

import io.loommp.net.frame.Framer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A way to write packets into a stream of octets; each direction of a connection has its own.
 *
 * <p>Whatever the framing, a message arrives as the same values. An integer is the narrowest of Integer, Long and BigInteger
 * that holds it; another number is a Double if that is the same number, otherwise a BigDecimal. Octets arrive as a text of
 * characters U+0000 to U+00FF, one per octet, since nodes written in Perl do not tell the two from each other; a port id as
 * its text, a kill reason as its list.
 *
 * <p><b>Threads:</b> any. <b>Limits:</b> packets of so many octets as are given, 512 levels, numbers of 1,000 digits and
 * exponents up to 10,000, in both directions; and of a packet that is read, values that take about eight times the octets of
 * the longest packet in heap.
 */
public enum Framing {
    /** JSON arrays. */
    JSON("json") {
        @Override
        public Framer framer(int packetBytesMax) {
            return Framer.json(packetBytesMax);
        }

        @Override
        public PacketEncoder encoder(int packetBytesMax) {
            return new JsonEncoder(packetBytesMax);
        }

        @Override
        public PacketDecoder decoder(int packetBytesMax) {
            return new JsonDecoder(packetBytesMax);
        }
    },

    /** CBOR arrays. */
    CBOR("cbor") {
        @Override
        public Framer framer(int packetBytesMax) {
            return Framer.cbor(packetBytesMax);
        }

        @Override
        public PacketEncoder encoder(int packetBytesMax) {
            return new CborEncoder(packetBytesMax);
        }

        @Override
        public PacketDecoder decoder(int packetBytesMax) {
            return new CborDecoder(packetBytesMax);
        }
    };

    /** The names of all, best first: CBOR costs less to write and to read. */
    public static final List<String> PREFERENCE = List.of(CBOR.text, JSON.text);

    private final String text;

    Framing(String text) {
        this.text = text;
    }

    /** The framing of this name, if it is one that we have. */
    public static Optional<Framing> named(String name) {
        return Arrays.stream(values())
                .filter(framing -> framing.text.equals(name))
                .findFirst();
    }

    /** Its name on the wire. */
    public String text() {
        return text;
    }

    /** An encoder of each. */
    public static Map<Framing, PacketEncoder> encoders(int packetBytesMax) {
        Map<Framing, PacketEncoder> all = new EnumMap<>(Framing.class);
        for (Framing framing : values()) {
            all.put(framing, framing.encoder(packetBytesMax));
        }
        return all;
    }

    /** A decoder of each, for one thread. */
    public static Map<Framing, PacketDecoder> decoders(int packetBytesMax) {
        Map<Framing, PacketDecoder> all = new EnumMap<>(Framing.class);
        for (Framing framing : values()) {
            all.put(framing, framing.decoder(packetBytesMax));
        }
        return all;
    }

    /** What finds the packets of one connection. */
    public abstract Framer framer(int packetBytesMax);

    /** What writes packets, of any number of connections. */
    public abstract PacketEncoder encoder(int packetBytesMax);

    /** What reads packets, of any number of connections of one thread. */
    public abstract PacketDecoder decoder(int packetBytesMax);
}
