package io.loommp.net.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/* Numbers that CBOR has and JSON writes otherwise: an exponent and a mantissa, to the base of ten or of two. */
final class CborNumbers {
    /** No number that is short enough has more octets. */
    static final int BIGNUM_BYTES_MAX = 416;

    private static final int EXACT_BITS = 53; // of a double
    private static final int BINARY_EXPONENT_MAX = 3400; // whoever is farther from 1 has more digits than travel

    /** To write down a number to the base of two costs time: it is paid for as if it were memory. */
    private static final int BINARY_COST = 8192;

    private CborNumbers() {}

    /** The value if it is an integer, otherwise null. */
    static @Nullable BigInteger integer(@Nullable Object value) {
        return switch (value) {
            case Integer i -> BigInteger.valueOf(i);
            case Long l -> BigInteger.valueOf(l);
            case BigInteger i -> i;
            case null, default -> null;
        };
    }

    static Number decimal(BigInteger mantissa, BigInteger exponent) {
        checkExponent(exponent, 2 * Numbers.EXPONENT_MAX);
        return fair(new BigDecimal(mantissa, -exponent.intValue()));
    }

    static Number binary(BigInteger mantissa, BigInteger exponent, HeapBudget budget) {
        checkExponent(exponent, BINARY_EXPONENT_MAX);
        int power = exponent.intValue();
        if (mantissa.bitLength() <= EXACT_BITS) {
            double number = Math.scalb((double) mantissa.longValue(), power);
            boolean exact = Double.isFinite(number) && Math.scalb(number, -power) == mantissa.longValue();
            if (exact) {
                return number;
            }
        }
        budget.spend(BINARY_COST);
        return fair(
                power >= 0
                        ? new BigDecimal(mantissa.shiftLeft(power))
                        : new BigDecimal(mantissa.multiply(BigInteger.valueOf(5).pow(-power)), -power));
    }

    private static void checkExponent(BigInteger exponent, int most) {
        if (exponent.abs().compareTo(BigInteger.valueOf(most)) > 0) {
            throw tooLong();
        }
    }

    private static Number fair(BigDecimal number) {
        if (!Numbers.isFair(number)) {
            throw tooLong();
        }
        return Numbers.narrowest(number);
    }

    private static RuntimeException tooLong() {
        return CborInput.malformed("a number is too long or has too large an exponent");
    }
}
