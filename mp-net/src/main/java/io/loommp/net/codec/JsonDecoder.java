package io.loommp.net.codec;

import io.loommp.Message;
import io.loommp.net.wire.Packet;
import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import io.loommp.spi.ConfinedTo;
import java.math.BigDecimal;
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
 * Reads packets in JSON.
 *
 * <p><b>Limits:</b> keeps a buffer of at most 64 Ki characters between packets.
 */
@ConfinedTo("one selector thread")
final class JsonDecoder implements PacketDecoder {
    private static final int CHARS_KEPT_MAX = 1 << 16;

    private final JsonFormat format = new JsonFormat();
    private final HeapBudget budget;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder(); // reports what is malformed, and strict
    private CharBuffer characters = CharBuffer.allocate(1 << 10);

    JsonDecoder(int packetBytesMax) {
        budget = new HeapBudget(packetBytesMax);
    }

    @Override
    public @Nullable Packet decode(byte[] octets, int offset, int length) {
        budget.renew();
        try {
            return packet(characters(octets, offset, length));
        } finally {
            if (characters.capacity() > CHARS_KEPT_MAX) {
                characters = CharBuffer.allocate(1 << 10);
            }
        }
    }

    private @Nullable Packet packet(CharBuffer text) {
        try (JsonParser parser = format.parser(text.array(), text.limit())) {
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
        budget.list();
        List<@Nullable Object> list = new ArrayList<>(4);
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            budget.places(1);
            list.add(value(parser, token));
        }
        return list;
    }

    private Map<String, @Nullable Object> map(JsonParser parser) {
        budget.map();
        Map<String, @Nullable Object> map = new LinkedHashMap<>(4);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            budget.entry();
            String key = text(parser.currentName());
            map.put(key, value(parser, parser.nextToken()));
        }
        return map;
    }

    /* Goes as deep as the values do, which the parser bounds before each step down. */
    private @Nullable Object value(JsonParser parser, @Nullable JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> text(parser.getString());
            case VALUE_NUMBER_INT -> budget.number(parser.getNumberValue());
            case VALUE_NUMBER_FLOAT -> budget.number(decimal(parser.getString()));
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case START_ARRAY -> list(parser);
            case START_OBJECT -> map(parser);
            case null, default -> throw new ProtocolException(Code.MALFORMED_PACKET, "it ends too early");
        };
    }

    private String text(String text) {
        budget.text(text.length());
        if (!Texts.isWellFormed(text)) {
            throw new ProtocolException(Code.MALFORMED_PACKET, "half of a surrogate pair");
        }
        return text;
    }

    /** Numbers are refused that could not travel on: read, they may have a larger exponent than written. */
    private static Number decimal(String text) {
        if (text.length() <= Numbers.DIGITS_MAX && Numbers.hasFairExponent(text)) {
            Number number = Numbers.fromDecimal(text);
            if (!(number instanceof BigDecimal exact) || Numbers.isFair(exact)) {
                return number;
            }
        }
        throw new ProtocolException(Code.MALFORMED_PACKET, "a number is too long or has too large an exponent");
    }
}
