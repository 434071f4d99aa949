package io.loommp.net.codec;

import io.loommp.Message;
import io.loommp.net.wire.Packet;
import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import io.loommp.spi.ConfinedTo;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads packets in JSON. Jackson, one parser for each packet, took three times as long (ADR 0023). */
@ConfinedTo("one selector thread")
final class JsonDecoder implements PacketDecoder {
    private static final int DIGITS_OF_LONG = 18; // any number of so many digits is a long

    private final HeapBudget budget;
    private JsonInput in = JsonInput.NOTHING;
    private int depth;

    JsonDecoder(int packetBytesMax) {
        budget = new HeapBudget(packetBytesMax);
    }

    @Override
    public @Nullable Packet decode(byte[] octets, int offset, int length) {
        budget.renew();
        in = new JsonInput(octets, offset, offset + length);
        depth = 0;
        try {
            Packet packet = packet();
            if (!in.isAtEnd()) {
                throw JsonInput.malformed("more than one value");
            }
            return packet;
        } finally {
            in = JsonInput.NOTHING;
        }
    }

    private @Nullable Packet packet() {
        if (in.next() != '[') {
            throw JsonInput.malformed("it is not an array");
        }
        enter();
        int first = in.next();
        if (first == ']') {
            return new Packet("", Message.of());
        }
        String port = portName(first);
        budget.list();
        List<@Nullable Object> elements = isLast(']') ? List.of() : items();
        return port == null ? null : new Packet(port, Message.fromList(elements));
    }

    /** Perl does not tell numbers from numeric texts, so a port whose name looks like one may be addressed by it. */
    private @Nullable String portName(int first) {
        int from = in.taken();
        return switch (value(first)) {
            case String s -> s;
            case Number n -> in.textFrom(from);
            case null, default -> null;
        };
    }

    private void enter() {
        if (++depth > Packet.DEPTH_MAX) {
            throw new ProtocolException(Code.NESTED_TOO_DEEP, "more than " + Packet.DEPTH_MAX + " levels");
        }
    }

    /* Goes as deep as the values do, which enter() bounds. */
    private @Nullable Object value(int first) {
        return switch (first) {
            case '"' -> text();
            case '[' -> list();
            case '{' -> map();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> budget.number(number());
            default -> throw JsonInput.notJson();
        };
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        in.rest(word);
        return value;
    }

    private String text() {
        String text = in.text();
        budget.text(text.length());
        return text;
    }

    // ---- arrays and maps ----

    private List<@Nullable Object> list() {
        enter();
        budget.list();
        int first = in.next();
        List<@Nullable Object> list = new ArrayList<>(4);
        if (first != ']') {
            items(first, list);
        }
        depth--;
        return list;
    }

    /** The items behind a comma, to the end of the array. */
    private List<@Nullable Object> items() {
        List<@Nullable Object> list = new ArrayList<>(4);
        items(in.next(), list);
        return list;
    }

    private void items(int first, List<@Nullable Object> into) {
        int head = first;
        while (true) {
            budget.places(1);
            into.add(value(head));
            if (isLast(']')) {
                return;
            }
            head = in.next();
        }
    }

    /** Whether what was read last is followed by this bracket, and not by a comma. */
    private boolean isLast(char bracket) {
        int behind = in.next();
        if (behind != bracket && behind != ',') {
            throw JsonInput.notJson();
        }
        return behind == bracket;
    }

    private Map<String, @Nullable Object> map() {
        enter();
        budget.map();
        Map<String, @Nullable Object> map = new LinkedHashMap<>(4);
        int head = in.next();
        if (head != '}') {
            entry(head, map);
            while (!isLast('}')) {
                entry(in.next(), map);
            }
        }
        depth--;
        return map;
    }

    private void entry(int head, Map<String, @Nullable Object> map) {
        budget.entry();
        if (head != '"') {
            throw JsonInput.notJson();
        }
        String key = text();
        if (in.next() != ':') {
            throw JsonInput.notJson();
        }
        map.put(key, value(in.next()));
    }

    // ---- numbers ----

    private Number number() {
        int from = in.taken();
        boolean integer = in.passNumber();
        String text = in.textFrom(from);
        if (!integer) {
            return decimal(text);
        }
        if (text.length() <= DIGITS_OF_LONG) {
            return Numbers.narrowest(Long.parseLong(text));
        }
        int digits = text.charAt(0) == '-' ? text.length() - 1 : text.length();
        if (digits > Numbers.DIGITS_MAX) {
            throw unfair();
        }
        return Numbers.narrowest(new BigInteger(text));
    }

    /** Numbers are refused that could not travel on: read, they may have a larger exponent than written. */
    private static Number decimal(String text) {
        if (text.length() <= Numbers.DIGITS_MAX && Numbers.hasFairExponent(text)) {
            Number number = Numbers.fromDecimal(text);
            if (!(number instanceof BigDecimal exact) || Numbers.isFair(exact)) {
                return number;
            }
        }
        throw unfair();
    }

    private static ProtocolException unfair() {
        return JsonInput.malformed("a number is too long or has too large an exponent");
    }
}
