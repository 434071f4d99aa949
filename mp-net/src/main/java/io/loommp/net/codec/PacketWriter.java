package io.loommp.net.codec;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.net.wire.Packet;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * Writes one packet: goes through its values, and lets the framing write each. What cannot be written is an
 * IllegalArgumentException that names the element.
 */
abstract class PacketWriter {
    private static final int PORT_NAME = -1;
    private static final int ANY_VALUE = 12;
    private static final int AROUND_TEXT = 8;

    private int element = PORT_NAME; // which one is being written
    private int depth = 1;

    /** About how many octets a packet will have; more than it has for most, so that its buffer need not grow. */
    static int guess(String port, Message message) {
        int size = message.size();
        long octets = (long) port.length() + 2 * AROUND_TEXT;
        for (int i = 0; i < size; i++) {
            octets += switch (message.value(i)) {
                case String s -> s.length() + AROUND_TEXT;
                case PortId p -> p.node().length() + p.name().length() + AROUND_TEXT;
                case byte[] b -> b.length + AROUND_TEXT;
                case null, default -> ANY_VALUE;
            };
        }
        return (int) Math.min(octets, Integer.MAX_VALUE);
    }

    final void packet(String port, Message message) {
        int size = message.size();
        beginList(1 + size);
        text(port);
        for (element = 0; element < size; element++) {
            value(message.value(element));
        }
        endList();
    }

    private void value(@Nullable Object value) {
        switch (value) {
            case null -> nothing();
            case String s -> text(s);
            case PortId p -> text(p.toString());
            case byte[] b -> octets(b);
            case Boolean b -> truth(b);
            case Number n -> number(n);
            case KillReason r -> list(r.toList());
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            default ->
                throw refused("may not stand in a message: " + value.getClass().getName());
        }
    }

    private void list(List<?> list) {
        enter();
        beginList(list.size());
        for (Object value : list) {
            value(value);
        }
        endList();
        depth--;
    }

    private void map(Map<?, ?> map) {
        enter();
        beginMap(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw refused("has a key that is not a text");
            }
            key(key);
            value(entry.getValue());
        }
        endMap();
        depth--;
    }

    private void enter() {
        if (++depth > Packet.DEPTH_MAX) {
            throw refused("is nested deeper than the " + Packet.DEPTH_MAX + " levels of a packet");
        }
    }

    private void number(Number number) {
        switch (number) {
            case Integer i -> integer(i);
            case Long l -> integer(l);
            case Double d when Double.isFinite(d) -> real(d);
            case Short s -> integer(s);
            case Byte b -> integer(b);
            case Float f when Float.isFinite(f) -> real(Double.parseDouble(f.toString())); // 0.1f is the number 0.1
            case BigInteger i when Numbers.isFair(i) -> integer(i);
            case BigDecimal d when Numbers.isFair(d) -> decimal(d);
            default ->
                throw refused("is a number that no packet can carry (%,d digits and exponents to %,d can travel)"
                        .formatted(Numbers.DIGITS_MAX, Numbers.EXPONENT_MAX));
        }
    }

    /** For a text that has no form in octets. */
    final IllegalArgumentException halfOfAPair() {
        return refused("has half of a surrogate pair, which is no text");
    }

    private IllegalArgumentException refused(String what) {
        return new IllegalArgumentException(
                (element == PORT_NAME ? "the port's name " : "element " + element + ' ') + what);
    }

    // ---- the framing ----

    abstract void nothing();

    abstract void truth(boolean truth);

    abstract void integer(long integer);

    abstract void integer(BigInteger integer);

    abstract void real(double number);

    abstract void decimal(BigDecimal number);

    abstract void text(String text);

    abstract void octets(byte[] octets);

    abstract void beginList(int size);

    abstract void endList();

    abstract void beginMap(int size);

    abstract void key(String key);

    abstract void endMap();
}
