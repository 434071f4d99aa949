package io.loommp.net.codec;

import io.loommp.Message;
import io.loommp.net.wire.Packet;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Packets as JSON: an array of the port's name and the elements of the message.
 *
 * <p>What travels changes its type where JSON has fewer: octets become a text of characters U+0000 to U+00FF, one per
 * octet; a port id becomes its text, a kill reason its list. An integer arrives as the narrowest of Integer, Long and
 * BigInteger; another number as a Double if that, written down again, is the same number, otherwise as a BigDecimal.
 *
 * <p><b>Threads:</b> any. <b>Limits:</b> packets of {@code packetBytesMax} octets, 512 levels, numbers of 1,000 digits and
 * exponents up to 10,000, in both directions; and of a packet that is read, values that take about eight times
 * {@code packetBytesMax} of heap.
 */
public final class JsonCodec {
    /*
     * Parsers read characters, not octets: Jackson's parser of octets keeps the keys it saw in a table of the factory, which
     * is bounded by their number but not by their length. That of characters can do without.
     */
    private final JsonFactory factory = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool()) // not by thread: there are very many
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Packet.DEPTH_MAX)
                    .maxNumberLength(Numbers.DIGITS_MAX)
                    .maxNameLength(Integer.MAX_VALUE) // the length of the packet bounds these two
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(Packet.DEPTH_MAX)
                    .build())
            .build();

    private static final int HEAP_PER_OCTET = 8;

    private final int packetBytesMax;

    /** @param packetBytesMax a packet has at most this many octets */
    public JsonCodec(int packetBytesMax) {
        this.packetBytesMax = packetBytesMax;
    }

    /** A new decoder, for one thread. */
    public JsonDecoder decoder() {
        return new JsonDecoder(this, HEAP_PER_OCTET * (long) packetBytesMax);
    }

    /**
     * The octets of a packet.
     *
     * @throws IllegalArgumentException if an element cannot be written, naming it, or the packet is longer than allowed
     */
    public byte[] encode(String port, Message message) {
        PacketBuffer octets = new PacketBuffer(packetBytesMax);
        try (JsonGenerator generator = factory.createGenerator(ObjectWriteContext.empty(), octets)) {
            new JsonWriter(generator).packet(port, message);
        } catch (StreamConstraintsException e) {
            throw new IllegalArgumentException("nested deeper than " + Packet.DEPTH_MAX + " levels", e);
        }
        return octets.toByteArray();
    }

    JsonParser parser(char[] characters, int length) {
        return factory.createParser(ObjectReadContext.empty(), characters, 0, length);
    }
}
