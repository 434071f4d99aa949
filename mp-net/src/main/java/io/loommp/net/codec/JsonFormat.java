package io.loommp.net.codec;

import io.loommp.net.wire.Packet;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/* Jackson, set up so that it takes what a packet may hold and nothing more. */
final class JsonFormat {
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

    JsonGenerator generator(PacketBuffer octets) {
        return factory.createGenerator(ObjectWriteContext.empty(), octets);
    }

    JsonParser parser(char[] characters, int length) {
        return factory.createParser(ObjectReadContext.empty(), characters, 0, length);
    }
}
