package io.loommp.net.codec;

import java.math.BigDecimal;
import java.math.BigInteger;

/*
 * Which numbers travel, and what they are in a message. Longer ones than these are refused in both directions: what a
 * decoder does with them can cost time out of all proportion, and what one node writes another must take.
 */
final class Numbers {
    static final int DIGITS_MAX = 1000;
    static final int EXPONENT_MAX = 10_000;

    /** Every decimal number of so many digits comes back from a double as it was, within the exponents of these lengths. */
    private static final int DIGITS_EXACT = 15;

    private static final int BITS_MAX = (int) (DIGITS_MAX * 3.33); // log2(10) is 3.32

    private Numbers() {}

    /** Whether the exponent of a number, in its decimal form, is small enough. */
    static boolean hasFairExponent(String number) {
        int at = Math.max(number.indexOf('e'), number.indexOf('E'));
        if (at < 0) {
            return true;
        }
        int digit = at + 1;
        if (number.charAt(digit) == '+' || number.charAt(digit) == '-') {
            digit++;
        }
        int exponent = 0;
        for (; digit < number.length(); digit++) {
            exponent = exponent * 10 + number.charAt(digit) - '0';
            if (exponent > EXPONENT_MAX) {
                return false;
            }
        }
        return true;
    }

    /**
     * A number with a fraction or an exponent: a double if that, written down again, is the same number; otherwise exact.
     *
     * @param number with a fair exponent
     */
    static Number fromDecimal(String number) {
        double rounded = Double.parseDouble(number);
        if (number.length() <= DIGITS_EXACT && number.indexOf('e') < 0 && number.indexOf('E') < 0) {
            return rounded;
        }
        return narrowest(new BigDecimal(number), rounded);
    }

    /** A double if that, written down, is the same number; otherwise the number as it is. */
    static Number narrowest(BigDecimal number) {
        return narrowest(number, number.doubleValue());
    }

    private static Number narrowest(BigDecimal exact, double rounded) {
        boolean same = Double.isFinite(rounded) && BigDecimal.valueOf(rounded).compareTo(exact) == 0;
        return same ? (Number) rounded : exact;
    }

    /** The narrowest of Integer, Long and BigInteger that holds it. */
    static Number narrowest(BigInteger integer) {
        return integer.bitLength() < Long.SIZE ? narrowest(integer.longValue()) : integer;
    }

    /** The narrower of Integer and Long that holds it. */
    static Number narrowest(long integer) {
        return integer == (int) integer ? (Number) (int) integer : (Number) integer;
    }

    /** Whether another node takes this number. */
    static boolean isFair(BigInteger number) {
        return number.bitLength() <= BITS_MAX && digits(number.toString()) <= DIGITS_MAX;
    }

    /** Whether another node takes this number. */
    static boolean isFair(BigDecimal number) {
        if (number.unscaledValue().bitLength() > BITS_MAX) {
            return false;
        }
        String text = number.toString();
        return text.length() <= DIGITS_MAX && hasFairExponent(text);
    }

    private static int digits(String integer) {
        return integer.startsWith("-") ? integer.length() - 1 : integer.length();
    }
}
