package io.loommp.net.codec;

import io.loommp.Message;
import io.loommp.net.wire.Packet;
import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import io.loommp.spi.ConfinedTo;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads packets, one after the other; see {@link JsonCodec}. Of a key that comes twice in a map the last value counts.
 *
 * <p><b>Limits:</b> keeps a buffer of at most 64 Ki characters between packets.
 */
@ConfinedTo("one selector thread")
public final class JsonDecoder {
    private static final int CHARS_KEPT_MAX = 1 << 16;

    /** What a value costs, about, in bytes of heap: a place in a list, a number, a text, a list, a map and a place in it. */
    private static final int PLACE_COST = 8;

    private static final int NUMBER_COST = 24;
    private static final int TEXT_COST = 48;
    private static final int LIST_COST = 80;
    private static final int MAP_COST = 128;
    private static final int ENTRY_COST = 48;

    private final JsonCodec codec;
    private final long heapBytesMax;
    private long heapBytesLeft; // for the packet that is being read
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder(); // reports what is malformed, and strict
    private CharBuffer characters = CharBuffer.allocate(1 << 10);

    JsonDecoder(JsonCodec codec, long heapBytesMax) {
        this.codec = codec;
        this.heapBytesMax = heapBytesMax;
    }

    /**
     * Reads one packet.
     *
     * @return null if it is well-formed but names no port, and so is to be ignored
     * @throws ProtocolException if it is malformed
     */
    public @Nullable Packet decode(byte[] octets, int offset, int length) {
        heapBytesLeft = heapBytesMax;
        try {
            return packet(characters(octets, offset, length));
        } finally {
            if (characters.capacity() > CHARS_KEPT_MAX) {
                characters = CharBuffer.allocate(1 << 10);
            }
        }
    }

    private @Nullable Packet packet(CharBuffer text) {
        try (JsonParser parser = codec.parser(text.array(), text.limit())) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new ProtocolException(Code.MALFORMED_PACKET, "it is not an array");
            }
            JsonToken first = parser.nextToken();
            if (first == JsonToken.END_ARRAY) {
                return new Packet("", Message.of());
            }
            String port = portName(parser, first);
            List<@Nullable Object> elements = list(parser);
            return port == null ? null : new Packet(port, Message.fromList(elements));
        } catch (JacksonException e) {
            throw new ProtocolException(Code.MALFORMED_PACKET, "it is not JSON");
        }
    }

    private CharBuffer characters(byte[] octets, int offset, int length) {
        if (characters.capacity() < length) {
            int doubled = Math.min(2 * characters.capacity(), CHARS_KEPT_MAX);
            characters = CharBuffer.allocate(Math.max(length, doubled)); // no character takes less than an octet
        }
        characters.clear();
        utf8.reset();
        boolean malformed = utf8.decode(ByteBuffer.wrap(octets, offset, length), characters, true)
                        .isError()
                || utf8.flush(characters).isError();
        if (malformed) {
            throw new ProtocolException(Code.MALFORMED_PACKET, "it is not UTF-8");
        }
        return characters.flip();
    }

    /** Perl does not tell numbers from numeric texts, so a port whose name looks like one may be addressed by it. */
    private @Nullable String portName(JsonParser parser, @Nullable JsonToken first) {
        Object name = value(parser, first);
        return switch (name) {
            case String s -> s;
            case Number n -> parser.getString();
            case null, default -> null;
        };
    }

    private List<@Nullable Object> list(JsonParser parser) {
        spend(LIST_COST);
        List<@Nullable Object> list = new ArrayList<>(4);
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            spend(PLACE_COST);
            list.add(value(parser, token));
        }
        return list;
    }

    private Map<String, @Nullable Object> map(JsonParser parser) {
        spend(MAP_COST);
        Map<String, @Nullable Object> map = new LinkedHashMap<>(4);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            spend(ENTRY_COST);
            String key = text(parser.currentName());
            map.put(key, value(parser, parser.nextToken()));
        }
        return map;
    }

    /* Goes as deep as the values do, which the parser bounds before each step down. */
    private @Nullable Object value(JsonParser parser, @Nullable JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> text(parser.getString());
            case VALUE_NUMBER_INT -> number(parser.getNumberValue());
            case VALUE_NUMBER_FLOAT -> number(decimal(parser.getString()));
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case START_ARRAY -> list(parser);
            case START_OBJECT -> map(parser);
            case null, default -> throw new ProtocolException(Code.MALFORMED_PACKET, "it ends too early");
        };
    }

    /** A few octets can ask for much memory, as lists of empty lists do; what a packet may take is bounded as a whole. */
    private void spend(long heapBytes) {
        heapBytesLeft -= heapBytes;
        if (heapBytesLeft < 0) {
            throw new ProtocolException(
                    Code.PACKET_TOO_LONG, "its values take more than about " + heapBytesMax + " bytes of memory");
        }
    }

    private Number number(Number number) {
        boolean shared = number instanceof Integer i && i >= -128 && i <= 127;
        spend(shared ? 0 : NUMBER_COST);
        return number;
    }

    private String text(String text) {
        spend(TEXT_COST + text.length());
        if (!Texts.isWellFormed(text)) {
            throw new ProtocolException(Code.MALFORMED_PACKET, "half of a surrogate pair");
        }
        return text;
    }

    private static Number decimal(String number) {
        if (number.length() > Numbers.DIGITS_MAX || !Numbers.hasFairExponent(number)) {
            throw new ProtocolException(Code.MALFORMED_PACKET, "a number is too long or has too large an exponent");
        }
        return Numbers.fromDecimal(number);
    }
}
