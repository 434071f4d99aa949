package io.loommp.net.codec;

import static io.loommp.net.codec.Cbor.ARRAY;
import static io.loommp.net.codec.Cbor.BYTES;
import static io.loommp.net.codec.Cbor.DECIMAL_FRACTION;
import static io.loommp.net.codec.Cbor.EIGHT_BYTES;
import static io.loommp.net.codec.Cbor.FALSE;
import static io.loommp.net.codec.Cbor.FOUR_BYTES;
import static io.loommp.net.codec.Cbor.MAP;
import static io.loommp.net.codec.Cbor.NEGATIVE;
import static io.loommp.net.codec.Cbor.NEGATIVE_BIGNUM;
import static io.loommp.net.codec.Cbor.NULL;
import static io.loommp.net.codec.Cbor.ONE_BYTE;
import static io.loommp.net.codec.Cbor.POSITIVE_BIGNUM;
import static io.loommp.net.codec.Cbor.SIMPLE;
import static io.loommp.net.codec.Cbor.TAG;
import static io.loommp.net.codec.Cbor.TEXT;
import static io.loommp.net.codec.Cbor.TRUE;
import static io.loommp.net.codec.Cbor.TWO_BYTES;
import static io.loommp.net.codec.Cbor.UNSIGNED;

import java.math.BigDecimal;
import java.math.BigInteger;

/* Writes one packet as CBOR. */
final class CborWriter extends PacketWriter {
    private static final int HEAD_BYTES_MAX = 9;

    private final PacketBuffer out;

    CborWriter(PacketBuffer out) {
        this.out = out;
    }

    private void head(int major, long argument) {
        out.reserve(HEAD_BYTES_MAX);
        if (argument >= 0 && argument < ONE_BYTE) {
            out.put(major << 5 | (int) argument);
        } else if (argument >>> 8 == 0) {
            head(major, ONE_BYTE, argument, 1);
        } else if (argument >>> 16 == 0) {
            head(major, TWO_BYTES, argument, 2);
        } else if (argument >>> 32 == 0) {
            head(major, FOUR_BYTES, argument, 4);
        } else {
            head(major, EIGHT_BYTES, argument, 8);
        }
    }

    private void head(int major, int information, long argument, int argumentBytes) {
        out.put(major << 5 | information);
        for (int shift = 8 * (argumentBytes - 1); shift >= 0; shift -= 8) {
            out.put((int) (argument >>> shift));
        }
    }

    @Override
    void nothing() {
        head(SIMPLE, NULL);
    }

    @Override
    void truth(boolean truth) {
        head(SIMPLE, truth ? TRUE : FALSE);
    }

    @Override
    void integer(long integer) {
        if (integer >= 0) {
            head(UNSIGNED, integer);
        } else {
            head(NEGATIVE, ~integer);
        }
    }

    @Override
    void integer(BigInteger integer) {
        BigInteger argument = integer.signum() < 0 ? integer.not() : integer;
        if (argument.bitLength() <= Long.SIZE) {
            head(integer.signum() < 0 ? NEGATIVE : UNSIGNED, argument.longValue());
            return;
        }
        head(TAG, integer.signum() < 0 ? NEGATIVE_BIGNUM : POSITIVE_BIGNUM);
        byte[] octets = argument.toByteArray();
        int sign = octets[0] == 0 ? 1 : 0; // the octet that says that it is positive
        head(BYTES, octets.length - sign);
        out.write(octets, sign, octets.length - sign);
    }

    @Override
    void real(double number) {
        out.reserve(HEAD_BYTES_MAX);
        float single = (float) number;
        if (single == number) {
            head(SIMPLE, FOUR_BYTES, Float.floatToIntBits(single), 4);
        } else {
            head(SIMPLE, EIGHT_BYTES, Double.doubleToLongBits(number), 8);
        }
    }

    /** As a double, if that is the same number; otherwise exact. */
    @Override
    void decimal(BigDecimal number) {
        if (number.scale() == 0) {
            integer(number.unscaledValue());
            return;
        }
        if (Numbers.narrowest(number) instanceof Double d) {
            real(d);
            return;
        }
        head(TAG, DECIMAL_FRACTION);
        head(ARRAY, 2);
        integer(-(long) number.scale());
        integer(number.unscaledValue());
    }

    @Override
    void text(String text) {
        int octets = Texts.utf8Length(text);
        if (octets < 0) {
            throw halfOfAPair();
        }
        head(TEXT, octets);
        out.utf8(text, octets);
    }

    @Override
    void octets(byte[] octets) {
        head(BYTES, octets.length);
        out.write(octets, 0, octets.length);
    }

    @Override
    void beginList(int size) {
        head(ARRAY, size);
    }

    @Override
    void endList() {
        // its length was said at its beginning
    }

    @Override
    void beginMap(int size) {
        head(MAP, size);
    }

    @Override
    void key(String key) {
        text(key);
    }

    @Override
    void endMap() {
        // its length was said at its beginning
    }
}
