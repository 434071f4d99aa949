package io.loommp.net.codec;

import static io.loommp.net.codec.Cbor.ARRAY;
import static io.loommp.net.codec.Cbor.BIG_FLOAT;
import static io.loommp.net.codec.Cbor.BYTES;
import static io.loommp.net.codec.Cbor.DECIMAL_FRACTION;
import static io.loommp.net.codec.Cbor.EIGHT_BYTES;
import static io.loommp.net.codec.Cbor.FALSE;
import static io.loommp.net.codec.Cbor.FOUR_BYTES;
import static io.loommp.net.codec.Cbor.INDEFINITE;
import static io.loommp.net.codec.Cbor.MAP;
import static io.loommp.net.codec.Cbor.NEGATIVE;
import static io.loommp.net.codec.Cbor.NEGATIVE_BIGNUM;
import static io.loommp.net.codec.Cbor.NULL;
import static io.loommp.net.codec.Cbor.ONE_BYTE;
import static io.loommp.net.codec.Cbor.POSITIVE_BIGNUM;
import static io.loommp.net.codec.Cbor.SELF_DESCRIBED;
import static io.loommp.net.codec.Cbor.SHARED_REFERENCE;
import static io.loommp.net.codec.Cbor.STRING_REFERENCE;
import static io.loommp.net.codec.Cbor.TAG;
import static io.loommp.net.codec.Cbor.TEXT;
import static io.loommp.net.codec.Cbor.TRUE;
import static io.loommp.net.codec.Cbor.TWO_BYTES;
import static io.loommp.net.codec.Cbor.UNDEFINED;
import static io.loommp.net.codec.Cbor.UNSIGNED;

import io.loommp.Message;
import io.loommp.net.wire.Packet;
import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import io.loommp.spi.ConfinedTo;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads packets in CBOR. Byte strings and text strings are texts, since Perl writes one or the other as it comes; a tag that
 * says nothing about a number is passed over, so objects are the arrays they are written as.
 *
 * <p>What no message can hold makes its packet one to ignore: a number that is not finite, a simple value without meaning, a
 * key that is neither a text nor an integer, a reference to a value elsewhere in the packet.
 */
@ConfinedTo("one selector thread")
final class CborDecoder implements PacketDecoder {
    private final HeapBudget budget;
    private CborInput in = CborInput.NOTHING;
    private int depth;
    private boolean strange; // what is being read holds something that no message can

    CborDecoder(int packetBytesMax) {
        budget = new HeapBudget(packetBytesMax);
    }

    @Override
    public @Nullable Packet decode(byte[] octets, int offset, int length) {
        budget.renew();
        in = new CborInput(octets, offset, offset + length);
        depth = 0;
        strange = false;
        try {
            Packet packet = packet();
            if (!in.isAtEnd()) {
                throw CborInput.malformed("more than one value");
            }
            return strange ? null : packet;
        } finally {
            in = CborInput.NOTHING;
        }
    }

    private @Nullable Packet packet() {
        int head = in.octet();
        while (head >> 5 == TAG && in.argument(head) == SELF_DESCRIBED) {
            enter();
            head = in.octet();
        }
        if (head >> 5 != ARRAY) {
            throw CborInput.malformed("it is not an array");
        }
        enter();
        budget.list();
        boolean counted = in.isDefinite(head);
        long items = counted ? in.count(head, 1) : 1;
        if (items == 0 || (!counted && in.tryBreak())) {
            return new Packet("", Message.of());
        }
        String port = name(value());
        Message message = counted ? Message.of(array((int) items - 1)) : Message.fromList(untilBreak());
        return port == null ? null : new Packet(port, message);
    }

    /** Perl does not tell numbers from numeric texts, so a port, or a key, whose name looks like one may be given by it. */
    private static @Nullable String name(@Nullable Object value) {
        return switch (value) {
            case String s -> s;
            case Number n -> n.toString();
            case null, default -> null;
        };
    }

    private void enter() {
        if (++depth > Packet.DEPTH_MAX) {
            throw new ProtocolException(Code.NESTED_TOO_DEEP, "more than " + Packet.DEPTH_MAX + " levels");
        }
    }

    /* Goes as deep as the values do, which enter() bounds. */
    private @Nullable Object value() {
        int head = in.octet();
        return switch (head >> 5) {
            case UNSIGNED -> unsigned(in.argument(head));
            case NEGATIVE -> negative(in.argument(head));
            case BYTES -> text(in.latin1(head));
            case TEXT -> text(in.utf8(head));
            case ARRAY -> list(head);
            case MAP -> map(head);
            case TAG -> tagged(in.argument(head));
            default -> simple(head & 0x1f);
        };
    }

    private String text(String text) {
        budget.text(text.length());
        return text;
    }

    // ---- arrays and maps ----

    private List<@Nullable Object> list(int head) {
        enter();
        budget.list();
        List<@Nullable Object> list =
                in.isDefinite(head) ? Arrays.asList(array((int) in.count(head, 1))) : untilBreak();
        depth--;
        return list;
    }

    private @Nullable Object[] array(int items) {
        budget.places(items);
        @Nullable Object[] elements = new Object[items];
        for (int i = 0; i < items; i++) {
            elements[i] = value();
        }
        return elements;
    }

    private List<@Nullable Object> untilBreak() {
        List<@Nullable Object> list = new ArrayList<>(4);
        while (!in.tryBreak()) {
            budget.places(1);
            list.add(value());
        }
        return list;
    }

    private Map<String, @Nullable Object> map(int head) {
        enter();
        budget.map();
        Map<String, @Nullable Object> map = new LinkedHashMap<>(4);
        if (in.isDefinite(head)) {
            for (long left = in.count(head, 2); left > 0; left--) {
                entry(map);
            }
        } else {
            while (!in.tryBreak()) {
                entry(map);
            }
        }
        depth--;
        return map;
    }

    private void entry(Map<String, @Nullable Object> map) {
        budget.entry();
        Object key = value();
        String name = key instanceof Double || key instanceof BigDecimal ? null : name(key);
        strange |= name == null;
        map.put(name == null ? "" : name, value());
    }

    // ---- numbers and other scalars ----

    private Number unsigned(long argument) {
        return budget.number(
                argument >= 0 ? Numbers.narrowest(argument) : new BigInteger(Long.toUnsignedString(argument)));
    }

    private Number negative(long argument) {
        return budget.number(
                argument >= 0 ? Numbers.narrowest(~argument) : new BigInteger(Long.toUnsignedString(argument)).not());
    }

    private @Nullable Object simple(int information) {
        return switch (information) {
            case FALSE -> false;
            case TRUE -> true;
            case NULL, UNDEFINED -> null;
            case TWO_BYTES -> real(Float.float16ToFloat((short) in.big(2)));
            case FOUR_BYTES -> real(Float.intBitsToFloat((int) in.big(4)));
            case EIGHT_BYTES -> real(Double.longBitsToDouble(in.big(8)));
            case INDEFINITE -> throw CborInput.malformed("a break that ends nothing");
            case ONE_BYTE -> {
                if (in.octet() < 32) {
                    throw CborInput.malformed("a simple value in two octets that has one");
                }
                yield strange();
            }
            default -> {
                if (information > EIGHT_BYTES) {
                    throw CborInput.malformed("additional information " + information);
                }
                yield strange();
            }
        };
    }

    private @Nullable Object real(double number) {
        return Double.isFinite(number) ? budget.number(number) : strange();
    }

    private @Nullable Object strange() {
        strange = true;
        return null;
    }

    // ---- tags ----

    private @Nullable Object tagged(long tag) {
        enter();
        Object value;
        if (tag == POSITIVE_BIGNUM || tag == NEGATIVE_BIGNUM) {
            value = in.isNext(BYTES) ? bignum(tag == NEGATIVE_BIGNUM) : value();
        } else if (tag == DECIMAL_FRACTION || tag == BIG_FLOAT) {
            value = scaled(tag == DECIMAL_FRACTION, value());
        } else if (tag == STRING_REFERENCE || tag == SHARED_REFERENCE) {
            value();
            value = strange(); // the number of a value that is elsewhere says nothing
        } else {
            value = value();
        }
        depth--;
        return value;
    }

    private Number bignum(boolean negative) {
        BigInteger magnitude = new BigInteger(1, in.octets(in.octet(), CborNumbers.BIGNUM_BYTES_MAX));
        BigInteger number = negative ? magnitude.not() : magnitude;
        if (!Numbers.isFair(number)) {
            throw CborInput.malformed("a number is too long");
        }
        budget.places(number.bitLength() / 64);
        return budget.number(Numbers.narrowest(number));
    }

    /** A number made of an exponent and a mantissa; whatever else bears these tags stays as it is. */
    private @Nullable Object scaled(boolean decimal, @Nullable Object value) {
        if (!(value instanceof List<?> parts) || parts.size() != 2) {
            return value;
        }
        BigInteger mantissa = CborNumbers.integer(parts.get(1));
        BigInteger exponent = CborNumbers.integer(parts.get(0));
        if (mantissa == null || exponent == null) {
            return value;
        }
        return budget.number(
                decimal ? CborNumbers.decimal(mantissa, exponent) : CborNumbers.binary(mantissa, exponent, budget));
    }
}
